/** Tests of the BPF program: run by hand over packets, its records read from a real ring. @module */
import { assertEquals } from "@std/assert";
import { BPF_RB_NO_WAKEUP } from "../../ffi/bpf_constants.ts";
import { TestRun } from "../../ffi/bpf_program.ts";
import { Epoll, EPOLLIN } from "../../ffi/epoll.ts";
import { pageBytes } from "../../ffi/memory.ts";
import { TC_ACT_SHOT } from "../../ffi/traffic_control.ts";
import { DATA, EMPTY } from "../outcome.ts";
import { openKernelRing } from "../ringbuf/fixture/ring_map.ts";
import { UnsafeReader } from "../ringbuf/unsafe.ts";
import { probeWireLab } from "./probe.ts";
import { createCell, loadSegmentProgram, readCell, writeCell } from "./segment_program.ts";
import { AT, RECORD_BYTES, SAMPLE_BYTES } from "./segment_record.ts";

const probe = probeWireLab();
const suffix = probe.available ? "" : ` (skipped: ${probe.reason})`;
const HEADERS_BYTES = 14 + 20 + 32;

/** A TCP packet with twelve bytes of options; byte `i` of its payload is `i` modulo 251. */
function packet(payloadBytes: number, protocol = 6): Uint8Array {
  const bytes = new Uint8Array(HEADERS_BYTES + payloadBytes);
  bytes.set([0x08, 0x00, 0x45], 12);
  bytes[23] = protocol;
  bytes.set([0x1b, 0x58, 0x9c, 0x40, 1, 2, 3, 4], 34);
  bytes[46] = 8 << 4;
  for (let index = 0; index < payloadBytes; index++) bytes[HEADERS_BYTES + index] = index % 251;
  return bytes;
}

/** What the program makes of a packet, run `repeat` times. */
function run(dataIn: Uint8Array, repeat = 1): {
  answer: number;
  records: Uint8Array[];
  lost: number;
} {
  using ring = openKernelRing(pageBytes());
  using lost = createCell();
  using flags = createCell();
  const fds = { ringFd: ring.fd, lostFd: lost.fd, flagsFd: flags.fd };
  using program = loadSegmentProgram(fds);
  using reader = new UnsafeReader({ ring });
  using testRun = new TestRun(program.fd, { dataIn });
  testRun.run(repeat);
  const records: Uint8Array[] = [];
  while (reader.next() === DATA) records.push(reader.view().slice());
  assertEquals(reader.next(), EMPTY);
  return { answer: testRun.retval, records, lost: readCell(lost.fd) };
}

function test(name: string, claim: () => void): void {
  Deno.test({ name: name + suffix, ignore: !probe.available, fn: claim });
}

test("the program notes a segment and drops it", () => {
  const { answer, records } = run(packet(100));
  assertEquals([answer, records.length], [TC_ACT_SHOT, 1]);
  const record = new DataView(records[0]!.buffer);
  assertEquals(record.byteLength, RECORD_BYTES);
  assertEquals(record.getUint16(AT.sourcePort), 7000);
  assertEquals(record.getUint32(AT.sequence), 0x01020304);
  assertEquals(record.getUint32(AT.payloadBytes, true), 100);
});

for (
  const { payloadBytes, places } of [
    { payloadBytes: 0, places: [] },
    { payloadBytes: 8, places: [0, 0] },
    { payloadBytes: 1500, places: [0, 1492] },
  ]
) {
  test(`the program samples ${payloadBytes} bytes at ${places.join(", ") || "no place"}`, () => {
    const { records: [record] } = run(packet(payloadBytes));
    const count = new DataView(record!.buffer).getUint32(AT.sampleCount, true);
    const samples = Array.from({ length: count }, (_, index) => {
      const at = AT.samples + index * SAMPLE_BYTES;
      return [...record!.subarray(at, at + SAMPLE_BYTES)];
    });
    const expected = places.map((place) =>
      Array.from({ length: SAMPLE_BYTES }, (_, index) => (place + index) % 251)
    );
    assertEquals(samples, expected);
  });
}

test("the program samples a payload that is shorter than a sample whole", () => {
  const { records: [record] } = run(packet(3));
  assertEquals([...record!.subarray(AT.samples, AT.samples + 3)], [0, 1, 2]);
});

for (const { flags, count } of [{ flags: 0, count: 1 }, { flags: BPF_RB_NO_WAKEUP, count: 0 }]) {
  test(`the program wakes ${count} waiting for the ring where the flags are ${flags}`, () => {
    using ring = openKernelRing(pageBytes());
    using lost = createCell();
    using cell = createCell();
    const fds = { ringFd: ring.fd, lostFd: lost.fd, flagsFd: cell.fd };
    using program = loadSegmentProgram(fds);
    using epoll = Epoll.open();
    epoll.add(ring.pollFd, { events: EPOLLIN, data: 0 });
    assertEquals(epoll.wait(0), 0); // from here on only a wake-up puts it on the list
    writeCell(cell.fd, flags);
    using testRun = new TestRun(program.fd, { dataIn: packet(10) });
    testRun.run(1);
    assertEquals(epoll.wait(0), count);
  });
}

test("the program drops what is no TCP without a word", () => {
  const { answer, records } = run(packet(10, 17));
  assertEquals([answer, records.length], [TC_ACT_SHOT, 0]);
});

test("the program counts what finds the ring full", () => {
  const { records, lost } = run(packet(10), 100);
  assertEquals(records.length + lost, 100);
  assertEquals(lost > 0, true);
});
