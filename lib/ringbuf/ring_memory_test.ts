/** Tests of ring sizes and strides. @module */
import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  BUSY_BIT,
  checkRingSize,
  HEADER_BYTES,
  strideBytes,
  submittedBytes,
} from "./ring_memory.ts";

Deno.test("strideBytes() is the payload and its header, rounded up to 8", () => {
  assertEquals([0, 1, 8, 9, 16].map(strideBytes), [8, 16, 16, 24, 24]);
});

Deno.test("strideBytes() keeps every next header aligned", () => {
  fc.assert(fc.property(fc.nat(2 ** 20), (payloadBytes) => {
    const stride = strideBytes(payloadBytes);
    assertEquals(stride % 8, 0);
    assertEquals(stride - payloadBytes - HEADER_BYTES < 8, true);
  }));
});

Deno.test("checkRingSize() names the nearest size that works", () => {
  assertThrows(() => checkRingSize(100_000), RangeError, "the nearest is 131072");
});

Deno.test("checkRingSize() refuses what no ring can have", () => {
  for (const sizeBytes of [0, -4096, 1.5, NaN, Infinity, 2 ** 31, 12288]) {
    assertThrows(() => checkRingSize(sizeBytes), RangeError);
  }
});

Deno.test("submittedBytes() ends at the first record that is still BUSY", () => {
  const words = Int32Array.of(8, 0, 0, 0, 8 | BUSY_BIT, 0, 0, 0);
  assertEquals(submittedBytes(words, { at: 0, ahead: 32 }), 16);
  words[4] = 8;
  assertEquals(submittedBytes(words, { at: 0, ahead: 32 }), 32);
});

Deno.test("submittedBytes() leaves a span whole whose records do not end with it", () => {
  assertEquals(submittedBytes(Int32Array.of(999, 0, 0, 0), { at: 0, ahead: 16 }), 16);
});
