/** Tests of the pattern: the same byte for the same place, however it is asked for. @module */
import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { checkPeriod, fillPattern, NO_PERIOD, patternByte } from "./pattern.ts";

const NO_MASK = (NO_PERIOD - 1) | 0;

Deno.test("fillPattern() writes what patternByte() says, from any offset", () => {
  const bytes = new Uint8Array(37);
  fillPattern(bytes, { streamOffset: 2 ** 31 - 5 });
  const expected = Array.from(bytes, (_, index) => patternByte(2 ** 31 - 5 + index, NO_MASK));
  assertEquals([...bytes], expected);
});

Deno.test("fillPattern() repeats after the period", () => {
  const first = new Uint8Array(64);
  const second = new Uint8Array(64);
  fillPattern(first, { streamOffset: 0, periodBytes: 64 });
  fillPattern(second, { streamOffset: 6400, periodBytes: 64 });
  assertEquals(first, second);
});

Deno.test("fillPattern() differs from page to page", () => {
  const first = new Uint8Array(64);
  const second = new Uint8Array(64);
  fillPattern(first, { streamOffset: 0 });
  fillPattern(second, { streamOffset: 4096 });
  assertNotEquals(first, second);
});

Deno.test("checkPeriod() refuses what is no power of two", () => {
  for (const periodBytes of [0, 2, 100, 2 ** 33, NaN]) {
    assertThrows(() => checkPeriod(periodBytes), RangeError);
  }
});
