/** Tests of the ring and its requests. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ERRNO } from "../../ffi/errno.ts";
import { liburing, standInForUring } from "../../ffi/liburing.ts";
import { IORING_OP_NOP, IORING_SETUP_DEFER_TASKRUN } from "../../ffi/uring_constants.ts";
import type { OperationName } from "../../ffi/uring_probe.ts";
import { CapReached, QueueFull, Unavailable } from "../errors.ts";
import { OPERATION } from "./request_id.ts";
import { probeRing, RequestRing, URING_KERNEL } from "./request_ring.ts";

const OPERATIONS: readonly OperationName[] = ["IORING_OP_NOP"];
const probe = probeRing(OPERATIONS);
const NOP = { opcode: IORING_OP_NOP, fd: -1 };

function test(name: string, claim: () => void): void {
  Deno.test({ name, ignore: !probe.available, fn: claim });
}

test("push() tells a full submission ring from the cap", () => {
  using ring = RequestRing.open({ entryCount: 4, operations: OPERATIONS });
  for (let index = 0; index < 4; index++) ring.push(OPERATION.send, index, NOP);
  assertThrows(() => ring.push(OPERATION.send, 4, NOP), QueueFull);
  assertEquals(ring.requests.count, 4);
  ring.uring.submit();
  for (let index = 4; index < 8; index++) ring.push(OPERATION.send, index, NOP);
  ring.uring.submit();
  assertThrows(() => ring.push(OPERATION.send, 8, NOP), CapReached);
  assertEquals([ring.requests.count, ring.uring.cqEntryCount, ring.uring.overflowed], [8, 8, 0]);
});

test("push() names each request so that its completion is found, over the wrap", () => {
  const firstRequestId = 0xffff_fffe;
  using ring = RequestRing.open({ entryCount: 4, operations: OPERATIONS, firstRequestId });
  for (let slot = 0; slot < 4; slot++) ring.push(OPERATION.send, slot, NOP);
  assertEquals(ring.uring.submitAndWait(4, 1000), 4);
  const found = [0, 1, 2, 3].map((index) =>
    ring.requests.find(ring.uring.userDataLow(index), ring.uring.userDataHigh(index))
  );
  assertEquals(found, [0, 1, 2, 3]);
});

test("open() names the operation that the kernel lacks", () => {
  const missing = ["IORING_OP_NO_SUCH_THING"] as unknown as readonly OperationName[];
  assertThrows(
    () => RequestRing.open({ entryCount: 4, operations: missing }),
    Unavailable,
    "IORING_OP_NO_SUCH_THING",
  );
});

test("probeRing() names the flags that the kernel lacks, and open() does", () => {
  const { io_uring_setup } = liburing();
  using _older = standInForUring({
    setup: (entryCount, params) =>
      (params.view.get("flags") & IORING_SETUP_DEFER_TASKRUN) === 0
        ? io_uring_setup(entryCount, params.address)
        : -ERRNO.EINVAL,
  });
  const older = probeRing(OPERATIONS);
  assert(!older.available && !older.denied && older.cure.includes(URING_KERNEL));
  assert(older.reason.includes("IORING_SETUP_DEFER_TASKRUN"), older.reason);
  const open = () => RequestRing.open({ entryCount: 4, operations: OPERATIONS });
  assertThrows(open, Unavailable, "IORING_SETUP_DEFER_TASKRUN");
});

test("retract() takes back what was not submitted, and its ids", () => {
  using ring = RequestRing.open({ entryCount: 4, operations: OPERATIONS });
  for (let slot = 0; slot < 2; slot++) ring.push(OPERATION.send, slot, NOP);
  ring.uring.submit();
  for (let slot = 2; slot < 4; slot++) ring.push(OPERATION.send, slot, NOP);
  assertEquals([ring.retract(), ring.requests.count, ring.retract()], [2, 2, 0]);
  assertEquals([ring.uring.submit(), ring.uring.ready], [0, 2]);
});

test("push() refuses by name once the ring is closed", () => {
  const ring = RequestRing.open({ entryCount: 4, operations: OPERATIONS });
  ring[Symbol.dispose]();
  assertThrows(() => ring.push(OPERATION.send, 0, NOP), Unavailable, "closed");
  assertEquals(ring.requests.count, 0);
});
