/** Tests of libbpf's reader and the callback out of C. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { createMap } from "./bpf.ts";
import { BpfAssembler } from "./bpf_asm.ts";
import * as C from "./bpf_constants.ts";
import { probeBpf } from "./bpf_probe.ts";
import { loadProgram, TestRun } from "./bpf_program.ts";
import { ERRNO, SysError } from "./errno.ts";
import type { OwnedFd } from "./fd.ts";
import { LibbpfRing, probeLibbpf } from "./libbpf.ts";
import { pageBytes } from "./memory.ts";

const probes = [probeBpf(), probeLibbpf()];
const missing = probes.find((probe) => !probe.available);
const suffix = missing && !missing.available ? ` (skipped: ${missing.reason})` : "";

function test(name: string, claim: (ring: OwnedFd) => void): void {
  Deno.test({
    name: name + suffix,
    ignore: missing !== undefined,
    fn() {
      using ring = createMap({ type: C.BPF_MAP_TYPE_RINGBUF, maxEntries: pageBytes() });
      claim(ring);
    },
  });
}

/** Writes `count` records of 8 bytes. */
function produce(mapFd: number, count: number): void {
  const code = new BpfAssembler()
    .store(8, { dst: C.BPF_REG_10, off: -8 }, 1)
    .loadMap(C.BPF_REG_1, mapFd)
    .mov(C.BPF_REG_2, { reg: C.BPF_REG_10 })
    .alu("add", C.BPF_REG_2, -8)
    .mov(C.BPF_REG_3, 8)
    .mov(C.BPF_REG_4, 0)
    .call(C.BPF_FUNC_ringbuf_output)
    .exit();
  using program = loadProgram({ type: C.BPF_PROG_TYPE_SOCKET_FILTER, insns: code.assemble() });
  using run = new TestRun(program.fd);
  run.run(count);
}

/** Polls, and again where that was interrupted: see `waitThrough`. */
function pollThrough(ring: LibbpfRing, timeoutMs: number): number {
  for (;;) {
    try {
      return ring.poll(timeoutMs);
    } catch (error) {
      if (!(error instanceof SysError && error.errno === ERRNO.EINTR)) throw error;
    }
  }
}

test("consume() hands out every record that is ready, with its length", (map) => {
  const lengths: number[] = [];
  using ring = LibbpfRing.open(map.fd, (payloadBytes) => lengths.push(payloadBytes) * 0);
  produce(map.fd, 3);
  assertEquals([ring.consume(), lengths, ring.consume()], [3, [8, 8, 8], 0]);
});

test("consume() stops behind the record whose callback returns a negative number", (map) => {
  using ring = LibbpfRing.open(map.fd, () => -5);
  produce(map.fd, 2);
  assertEquals([ring.consume(), ring.consume(), ring.consume()], [-5, -5, 0]);
});

test("consume() throws what its callback threw, and that record is consumed", (map) => {
  using ring = LibbpfRing.open(map.fd, () => {
    throw new RangeError("from the callback");
  });
  produce(map.fd, 1);
  assertThrows(() => ring.consume(), RangeError, "from the callback");
  assertEquals(ring.consume(), 0);
});

test("consume() refuses to be called from inside its callback", (map) => {
  using ring = LibbpfRing.open(map.fd, () => ring.consume());
  produce(map.fd, 1);
  assertThrows(() => ring.consume(), Error, "is running");
});

test("dispose() refuses to free what a walk is using", (map) => {
  using ring = LibbpfRing.open(map.fd, () => {
    ring[Symbol.dispose]();
    return 0;
  });
  produce(map.fd, 1);
  assertThrows(() => ring.consume(), Error, "is running");
});

test("poll() returns 0 when the timeout passes without a record", (map) => {
  using ring = LibbpfRing.open(map.fd, () => 0);
  assertEquals(pollThrough(ring, 1), 0);
});

test("poll() returns at once when a record is ready", (map) => {
  using ring = LibbpfRing.open(map.fd, () => 0);
  produce(map.fd, 1);
  assertEquals(ring.poll(-1), 1);
});

test("consume() refuses after disposal", (map) => {
  const ring = LibbpfRing.open(map.fd, () => 0);
  ring[Symbol.dispose]();
  ring[Symbol.dispose]();
  assertThrows(() => ring.consume(), Error, "was freed");
});

test("open() refuses a map that is no ring buffer", () => {
  using map = createMap({
    type: C.BPF_MAP_TYPE_ARRAY,
    keyBytes: 4,
    valueBytes: 8,
    maxEntries: 1,
  });
  const error = assertThrows(() => LibbpfRing.open(map.fd, () => 0), SysError);
  assertEquals([error.call, error.errno], ["ring_buffer__new", ERRNO.EINVAL]);
});
