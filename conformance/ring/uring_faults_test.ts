/** Tests of the faults that stand between a ring and its kernel. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { ERRNO, SysError } from "../../ffi/errno.ts";
import { Uring } from "../../ffi/uring.ts";
import { IORING_OP_NOP, IORING_OP_RECVMSG } from "../../ffi/uring_constants.ts";
import { probeUring } from "../../ffi/uring_probe.ts";
import { UringFaults } from "./uring_faults.ts";

const probe = probeUring();

function test(claim: string, check: () => void): void {
  const suffix = probe.available ? "" : ` (skipped: ${probe.reason})`;
  Deno.test({ name: claim + suffix, ignore: !probe.available, fn: check });
}

function queue(uring: Uring, count: number): void {
  for (let done = 0; done < count; done++) uring.sqes[uring.acquireSqe()] = IORING_OP_NOP;
}

test("enterErrors has submits refused, and what was queued is there for the next", () => {
  using faults = new UringFaults();
  using uring = Uring.open({ entryCount: 4 });
  faults.enterErrors.push(ERRNO.EBUSY);
  queue(uring, 3);
  assertThrows(() => uring.submit(), SysError, "EBUSY");
  assertEquals([uring.unsubmitted, uring.submit(), uring.ready], [3, 3, 3]);
});

test("submitMax has the kernel take a submit in part", () => {
  using faults = new UringFaults();
  using uring = Uring.open({ entryCount: 8 });
  faults.submitMax = 2;
  queue(uring, 5);
  assertEquals([uring.submit(), uring.unsubmitted, uring.ready], [2, 3, 2]);
  uring.retract();
  assertEquals([uring.unsubmitted, uring.submit()], [0, 0]);
});

test("missing has the probe deny operations, and no others", () => {
  using faults = new UringFaults();
  faults.missing.add(IORING_OP_RECVMSG);
  const found = probeUring();
  assertEquals(found.available && found.missing(["IORING_OP_RECVMSG", "IORING_OP_SEND"]), [
    "IORING_OP_RECVMSG",
  ]);
});

test("setupError has no ring set up, until disposal", () => {
  {
    using faults = new UringFaults();
    faults.setupError = ERRNO.EPERM;
    assertEquals(probeUring().available, false);
  }
  assertEquals(probeUring().available, true);
});
