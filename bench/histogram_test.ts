/** Tests of histogram.ts. @module */
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Histogram } from "./histogram.ts";

function filled(values: Iterable<number>): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

Deno.test("Histogram.quantile() is exact for small values", () => {
  const histogram = filled(Array.from({ length: 100 }, (_, index) => index));
  assertEquals(histogram.quantile(0.5), 49);
  assertEquals(histogram.quantile(0.99), 98);
});

Deno.test("Histogram.quantile() is within 2 % for large values", () => {
  for (let value = 100; value < 2e9; value = Math.floor(value * 1.37)) {
    const histogram = filled([value, value, value * 2]);
    assertAlmostEquals(histogram.quantile(0.5), value, value * 0.02);
  }
});

Deno.test("Histogram.quantile() of the whole is the largest value", () => {
  assertEquals(filled([5, 1_234_567, 17]).quantile(1), 1_234_567);
});

Deno.test("Histogram.record() takes negative and huge values as the ends", () => {
  const histogram = filled([-5, 1e15]);
  assertEquals(histogram.quantile(0.5), 0);
  assertEquals(histogram.maximum, 0x7fff_ffff);
});

Deno.test("Histogram.clear() forgets all values", () => {
  const histogram = filled([1, 2, 3]);
  histogram.clear();
  assertEquals(histogram.count, 0);
  assertThrows(() => histogram.quantile(0.5), RangeError);
});
