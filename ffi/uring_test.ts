/** Tests of the io_uring layer with operations that need no file. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ERRNO, SysError } from "./errno.ts";
import { EventFd } from "./eventfd.ts";
import { openFds } from "./fd.ts";
import { CQE, setupUring, SQE, URING_PARAMS } from "./liburing.ts";
import { NativeMemory } from "./memory.ts";
import { StructView } from "./struct.ts";
import { Uring } from "./uring.ts";
import * as C from "./uring_constants.ts";
import { UringMemory } from "./uring_memory.ts";
import { probeUring } from "./uring_probe.ts";

const probe = probeUring();
const suffix = probe.available ? "" : ` (skipped: ${probe.reason})`;

function test(name: string, claim: () => void): void {
  Deno.test({ name: name + suffix, ignore: !probe.available, fn: claim });
}

/** Acquires a NOP that is told by `low` and `high`. */
function acquireNop(ring: Uring, low: number, high = 0): number {
  const offset = ring.acquireSqe();
  if (offset < 0) return offset;
  const view = new DataView(ring.sqes.buffer, ring.sqes.byteOffset + offset, SQE.sizeBytes);
  view.setUint8(SQE.fields.opcode.offset, C.IORING_OP_NOP);
  view.setUint32(SQE.fields.user_data.offset, low, true);
  view.setUint32(SQE.fields.user_data.offset + 4, high, true);
  return offset;
}

/** Far more than other tests of this process may have open meanwhile. */
const ROUNDS = 32;

/** The rings that this process has open. */
function uringFdCount(): number {
  return openFds().filter(({ target }) => target.includes("io_uring")).length;
}

test("Uring returns a NOP's completion with its user data", () => {
  using ring = Uring.open({ entryCount: 4 });
  acquireNop(ring, 0xdead_beef, 0x8000_0001);
  assertEquals(ring.submit(), 1);
  assertEquals(ring.submitAndWait(1, 1000), 1);
  assertEquals(
    [ring.userDataLow(0), ring.userDataHigh(0), ring.result(0), ring.cqeFlags(0)],
    [0xdead_beef, 0x8000_0001, 0, 0],
  );
  ring.advance(1);
  assertEquals(ring.ready, 0);
});

test("Uring keeps order when its rings wrap many times", () => {
  using ring = Uring.open({ entryCount: 4 });
  for (let sequence = 0; sequence < 100; sequence += 3) {
    for (let index = 0; index < 3; index++) acquireNop(ring, sequence + index);
    assertEquals(ring.submitAndWait(3, 1000), 3);
    assertEquals(
      [0, 1, 2].map((index) => ring.userDataLow(index)),
      [sequence, sequence + 1, sequence + 2],
    );
    ring.advance(3);
  }
  assertEquals(ring.overflowed, 0);
});

test("acquireSqe() gives -1 when the queue is full, and slots again after a submit", () => {
  using ring = Uring.open({ entryCount: 2 });
  assert(acquireNop(ring, 1) >= 0);
  assert(acquireNop(ring, 2) >= 0);
  assertEquals([ring.acquireSqe(), ring.unsubmitted], [-1, 2]);
  assertEquals(ring.submit(), 2);
  assertEquals(ring.unsubmitted, 0);
  assert(acquireNop(ring, 3) >= 0);
});

test("acquireSqe() zeroes a slot that was used before", () => {
  using ring = Uring.open({ entryCount: 1 });
  acquireNop(ring, 7, 7);
  ring.submit();
  const offset = ring.acquireSqe();
  const slot = ring.sqes.subarray(offset, offset + SQE.sizeBytes);
  assertEquals(slot.every((byte) => byte === 0), true);
});

test("submit() does nothing when nothing was acquired", () => {
  using ring = Uring.open({ entryCount: 1 });
  assertEquals(ring.submit(), 0);
});

test("submitAndWait() returns 0 when the timeout passes without a completion", () => {
  using ring = Uring.open({ entryCount: 1 });
  assertEquals(ring.submitAndWait(1, 1), 0);
});

test("submitAndWait() runs deferred completions on a ring of one issuer", () => {
  const flags = C.IORING_SETUP_SINGLE_ISSUER | C.IORING_SETUP_DEFER_TASKRUN;
  using ring = Uring.open({ entryCount: 1, flags });
  acquireNop(ring, 9);
  assertEquals(ring.submitAndWait(1, 1000), 1);
  assertEquals(ring.userDataLow(0), 9);
});

test("advance() refuses more than is ready and changes nothing", () => {
  using ring = Uring.open({ entryCount: 2 });
  acquireNop(ring, 1);
  ring.submitAndWait(1, 1000);
  assertThrows(() => ring.advance(2), RangeError);
  assertEquals(ring.ready, 1);
});

test("submit() gets completions back that had no room", () => {
  using ring = Uring.open({ entryCount: 4, cqEntryCount: 4 });
  for (let round = 0; round < 2; round++) {
    for (let index = 0; index < 4; index++) acquireNop(ring, round * 4 + index);
    assertEquals(ring.submit(), 4);
  }
  assertEquals(ring.ready, 4);
  ring.advance(4);
  ring.submit();
  assertEquals([ring.ready, ring.userDataLow(0), ring.overflowed], [4, 4, 0]);
});

test("open() tells the errno when the kernel refuses", () => {
  const error = assertThrows(() => Uring.open({ entryCount: 0 }), SysError);
  assertEquals([error.call, error.errno], ["io_uring_setup", ERRNO.EINVAL]);
});

test("open() leaves no descriptor behind when the kernel refuses", () => {
  const before = uringFdCount();
  for (let round = 0; round < ROUNDS; round++) {
    assertThrows(() => Uring.open({ entryCount: 0 }), SysError);
  }
  assert(uringFdCount() - before < ROUNDS);
});

test("UringMemory tells when a descriptor cannot be mapped", () => {
  using params = NativeMemory.map({ sizeBytes: URING_PARAMS.sizeBytes });
  const view = new StructView(URING_PARAMS, params.bytes);
  using _owner = setupUring(1, { address: params.address, view });
  using event = new EventFd();
  assertThrows(() => new UringMemory(event.fd, view), SysError, "mmap");
});

test("open() refuses flags that would need another ring", () => {
  assertThrows(() => Uring.open({ entryCount: 1, flags: C.IORING_SETUP_SQPOLL }), RangeError);
});

test("dispose() closes the ring, and is harmless when repeated", () => {
  const before = uringFdCount();
  for (let round = 0; round < ROUNDS; round++) {
    const ring = Uring.open({ entryCount: 1 });
    ring[Symbol.dispose]();
    ring[Symbol.dispose]();
  }
  assert(uringFdCount() - before < ROUNDS);
});

test("probeUring() tells operations that are there from those that are not", () => {
  assert(probe.available);
  assert(probe.supports(C.IORING_OP_NOP));
  assertEquals(probe.supports(255), false);
  assertEquals(probe.missing(["IORING_OP_NOP", "IORING_OP_READ"]), []);
});

Deno.test("CQE is 16 bytes, so that a completion's words can be counted", () => {
  assertEquals(CQE.sizeBytes, 16);
});
