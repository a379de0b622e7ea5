/** Tests of the reader's edges: positions, disposal, sizes; the rules of conformance hold the rest. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { createMap } from "../../ffi/bpf.ts";
import { BPF_MAP_TYPE_ARRAY } from "../../ffi/bpf_constants.ts";
import { probeBpf } from "../../ffi/bpf_probe.ts";
import { pageBytes } from "../../ffi/memory.ts";
import { CorruptHeader, ViewEnded } from "../errors.ts";
import { CLOSED, DATA, EMPTY } from "../outcome.ts";
import { copy } from "./copy.ts";
import { openFakeRing } from "./fixture/fake_ring.ts";
import { RingPositions } from "./fixture/positions.ts";
import { openKernelRing } from "./fixture/ring_map.ts";
import { RingMemory } from "./ring_memory.ts";
import { UnsafeReader } from "./unsafe.ts";

const RING_BYTES = 16 * pageBytes();
const probe = probeBpf();
const suffix = probe.available ? "" : ` (skipped: ${probe.reason})`;

function testOnKernel(name: string, claim: () => void): void {
  Deno.test({ name: name + suffix, ignore: !probe.available, fn: claim });
}

Deno.test("publish() carries into the high half when the low half wraps", () => {
  using ring = openFakeRing(RING_BYTES, { startPosition: 2n ** 32n - 16n });
  using positions = new RingPositions(ring);
  using memory = new RingMemory(ring);
  memory.publish(8);
  assertEquals(positions.consumer, 2n ** 32n + 8n);
});

Deno.test("publishRelaxed() carries as publish() does", () => {
  using ring = openFakeRing(RING_BYTES, { startPosition: 2n ** 33n - 8n });
  using positions = new RingPositions(ring);
  using memory = new RingMemory(ring);
  memory.publishRelaxed(0);
  assertEquals(positions.consumer, 2n ** 33n);
});

Deno.test("publish() starts the 64-bit position again at 2^64", () => {
  using ring = openFakeRing(RING_BYTES, { startPosition: 2n ** 64n - 8n });
  using positions = new RingPositions(ring);
  using memory = new RingMemory(ring);
  memory.publish(8);
  assertEquals(positions.consumer, 8n);
});

Deno.test("next() throws CorruptHeader when a position is not a multiple of 8", () => {
  using ring = openFakeRing(RING_BYTES);
  using reader = new UnsafeReader({ ring });
  ring.setProducer(20n);
  assertThrows(() => reader.next(), CorruptHeader, "multiple of 8");
});

Deno.test("a second reader starts at what the first one committed", () => {
  using ring = openFakeRing(RING_BYTES);
  ring.run([{ payloadBytes: 8 }, { payloadBytes: 24 }]);
  {
    using first = new UnsafeReader({ ring });
    first.next();
    first.commit();
  }
  using second = new UnsafeReader({ ring });
  assertEquals([second.next(), second.length, second.next()], [DATA, 24, EMPTY]);
});

Deno.test("commit() after disposal changes nothing", () => {
  using ring = openFakeRing(RING_BYTES);
  using positions = new RingPositions(ring);
  ring.run([{ payloadBytes: 8 }]);
  const reader = new UnsafeReader({ ring });
  reader.next();
  reader[Symbol.dispose]();
  reader.commit();
  assertEquals([reader.next(), positions.consumer], [CLOSED, 0n]);
});

Deno.test("view() throws ViewEnded after disposal, in unchecked mode too", () => {
  using ring = openFakeRing(RING_BYTES);
  ring.run([{ payloadBytes: 8 }]);
  for (const open of [copy.open, (input: { ring: typeof ring }) => new UnsafeReader(input)]) {
    const reader = open({ ring });
    reader[Symbol.dispose]();
    assertThrows(() => reader.view(), ViewEnded);
  }
});

testOnKernel("open() refuses a ring said to be smaller than its map", () => {
  using ring = openKernelRing(RING_BYTES);
  const smaller = {
    kind: "kernel",
    fd: ring.fd,
    pollFd: ring.fd,
    sizeBytes: RING_BYTES / 2,
  } as const;
  assertThrows(() => new RingMemory(smaller), RangeError, `its map has ${RING_BYTES}`);
});

testOnKernel("open() refuses a map that is no ring buffer", () => {
  using map = createMap({
    type: BPF_MAP_TYPE_ARRAY,
    name: "no_ring",
    keyBytes: 4,
    valueBytes: 8,
    maxEntries: pageBytes(),
  });
  const ring = { kind: "kernel", fd: map.fd, pollFd: map.fd, sizeBytes: pageBytes() } as const;
  assertThrows(() => new RingMemory(ring), RangeError, "no ring");
});
