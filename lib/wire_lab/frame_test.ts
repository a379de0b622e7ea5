/** Tests of frames: what the other side's checks would say of them. @module */
import { assertEquals } from "@std/assert";
import { FRAME_BYTES, FrameBuilder, SYN_FRAME_BYTES, WINDOW_SCALE } from "./frame.ts";
import { ACK, SYN } from "./segment_record.ts";

const END = { mac: Uint8Array.of(2, 0, 0, 0, 0, 1), address: Uint8Array.of(10, 1, 2, 3) };
const HEAD = {
  fromPort: 7000,
  toPort: 40001,
  sequence: -2,
  acknowledge: 0xfedcba98 | 0,
  windowBytes: 1 << 24,
};

function build(flags: number): { frame: DataView; frameBytes: number } {
  const memory = new Uint8Array(SYN_FRAME_BYTES);
  const builder = new FrameBuilder(memory, { ends: { from: END, to: END }, mtuBytes: 1500 });
  const frameBytes = builder.build({ ...HEAD, flags });
  return { frame: new DataView(memory.buffer), frameBytes };
}

/** The sum that RFC 1071 has a receiver make: 0xffff where the checksum is right. */
function sum(frame: DataView, from: number, to: number, start = 0): number {
  let total = start;
  for (let at = from; at < to; at += 2) total += frame.getUint16(at);
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return total;
}

for (
  const [name, flags, size] of [["ACK", ACK, FRAME_BYTES], [
    "SYN",
    SYN | ACK,
    SYN_FRAME_BYTES,
  ]] as const
) {
  Deno.test(`build() makes both checksums of a ${name} right`, () => {
    const { frame, frameBytes } = build(flags);
    assertEquals(frameBytes, size);
    assertEquals(sum(frame, 14, 34), 0xffff);
    const tcpBytes = frameBytes - 34;
    const pseudo = sum(frame, 26, 34) + 6 + tcpBytes;
    assertEquals(sum(frame, 34, frameBytes, pseudo), 0xffff);
  });
}

Deno.test("build() scales the window, but not that of a SYN", () => {
  assertEquals(build(ACK).frame.getUint16(48), HEAD.windowBytes >> WINDOW_SCALE);
  assertEquals(build(SYN | ACK).frame.getUint16(48), 0xffff);
});

Deno.test("build() announces the segment that fits the MTU", () => {
  assertEquals(build(SYN | ACK).frame.getUint16(56), 1460);
});
