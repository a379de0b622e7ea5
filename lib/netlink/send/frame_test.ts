/** Tests of frames. @module */
import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { FrameReader, HEADER_BYTES_MAX, writeHeader } from "./frame.ts";

/** Frames of the payloads given, in a row. */
function frames(payloads: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(payloads.reduce((sum, one) => sum + 5 + one.length, 0));
  let end = 0;
  for (const payload of payloads) {
    end += writeHeader(bytes, end, payload.length);
    bytes.set(payload, end);
    end += payload.length;
  }
  return bytes.subarray(0, end);
}

Deno.test("writeHeader() writes a varint", () => {
  const bytes = new Uint8Array(HEADER_BYTES_MAX);
  for (
    const [value, expected] of [
      [0, [0]],
      [127, [127]],
      [128, [0x80, 1]],
      [300, [0xac, 2]],
      [2 ** 31 - 1, [0xff, 0xff, 0xff, 0xff, 7]],
    ] as const
  ) {
    const length = writeHeader(bytes, 0, value);
    assertEquals([...bytes.subarray(0, length)], [...expected]);
  }
});

Deno.test("FrameReader finds the frames wherever the stream is cut", () => {
  fc.assert(fc.property(
    fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }),
    fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
    (payloads, cuts) => {
      const found: number[][] = [];
      const reader = new FrameReader(
        300,
        (bytes, offset, length) => found.push([...bytes.subarray(offset, offset + length)]),
      );
      const stream = frames(payloads);
      for (let at = 0, turn = 0; at < stream.length; turn++) {
        const size = cuts[turn % cuts.length]!;
        reader.push(stream.subarray(at, at + size));
        at += size;
      }
      assertEquals(found, payloads.map((one) => [...one]));
      assertEquals(reader.isWhole, true);
    },
  ));
});

Deno.test("FrameReader tells that a stream ends inside of a frame", () => {
  const reader = new FrameReader(8, () => {});
  reader.push(Uint8Array.of(3, 1, 2));
  assertEquals(reader.isWhole, false);
});

Deno.test("FrameReader refuses a length that nobody sends", () => {
  const reader = new FrameReader(8, () => {});
  assertThrows(() => reader.push(Uint8Array.of(9)), RangeError);
  const other = new FrameReader(8, () => {});
  assertThrows(() => other.push(new Uint8Array(9).fill(0x80)), RangeError);
});
