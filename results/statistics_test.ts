/** Tests of the statistics against published tables and by simulation. @module */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  bootstrapInterval,
  createRandom,
  holm,
  mean,
  median,
  minimumDetectable,
  quantile,
  type Random,
  standardDeviation,
  tInterval,
  trimOf,
} from "./statistics.ts";
import { quantileOfT, twoSidedTail } from "./student.ts";

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

Deno.test("quantileOfT() equals the published table", () => {
  const table: [number, number, number][] = [
    [0.975, 1, 12.7062],
    [0.975, 7, 2.36462],
    [0.8, 7, 0.89603],
    [0.975, 9, 2.26216],
    [0.995, 30, 2.75],
    [0.9995, 7, 5.40788],
  ];
  for (const [p, degrees, t] of table) assertAlmostEquals(quantileOfT(p, degrees), t, 1e-4);
});

Deno.test("twoSidedTail() is the inverse of quantileOfT()", () => {
  for (const degrees of [1, 2, 5, 20, 200]) {
    assertAlmostEquals(twoSidedTail(quantileOfT(0.99, degrees), degrees), 0.02, 1e-9);
  }
});

Deno.test("createRandom() repeats itself when the seed is the same", () => {
  const [first, second, other] = [createRandom(7), createRandom(7), createRandom(8)];
  const draws = [first(), first(), first()];
  assertEquals(draws, [second(), second(), second()]);
  assert(draws[0] !== other());
});

Deno.test("quantile() is linear between neighbours when q falls between them", () => {
  assertEquals(quantile([4, 1, 3, 2], 0.5), 2.5);
  assertEquals(quantile([10, 20], 0.25), 12.5);
  assertEquals(median([9]), 9);
});

Deno.test("quantile() throws when there are no values", () => {
  assertThrows(() => quantile([], 0.5), RangeError);
});

Deno.test("standardDeviation() divides by n - 1", () => {
  assertAlmostEquals(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9]), 2.13809, 1e-5);
});

Deno.test("tInterval() gives the textbook interval and p", () => {
  const { low, high, p } = tInterval([1, 2, 3, 4, 5]);
  assertAlmostEquals(low, 1.03676, 1e-4);
  assertAlmostEquals(high, 4.96324, 1e-4);
  assertAlmostEquals(p, 0.01324, 1e-4);
});

Deno.test("tInterval() knows nothing when there is one value", () => {
  const { estimate, low, high, p } = tInterval([3]);
  assertEquals([estimate, low, high, p], [3, -Infinity, Infinity, 1]);
});

Deno.test("tInterval() holds the true mean in 95 % of samples of eight", () => {
  const random = createRandom(11);
  let held = 0;
  for (let trial = 0; trial < 2000; trial++) {
    const { low, high } = tInterval(Array.from({ length: 8 }, () => normal(random)));
    if (low <= 0 && high >= 0) held++;
  }
  assert(held > 0.935 * 2000 && held < 0.965 * 2000, `held in ${held} of 2000`);
});

Deno.test("bootstrapInterval() is too narrow at eight values, so that no verdict uses it", () => {
  const random = createRandom(12);
  let held = 0;
  for (let trial = 0; trial < 300; trial++) {
    const sample = Array.from({ length: 8 }, () => normal(random));
    const interval = bootstrapInterval(sample, { random, statistic: mean, resamples: 400 });
    if (interval.low <= 0 && interval.high >= 0) held++;
  }
  assert(held < 0.94 * 300, `held in ${held} of 300`);
});

Deno.test("bootstrapInterval() repeats itself when the seed is the same", () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6];
  assertEquals(
    bootstrapInterval(values, { random: createRandom(1) }),
    bootstrapInterval(values, { random: createRandom(1) }),
  );
});

Deno.test("holm() gives the step-down values, in the order given", () => {
  const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
  const expected = [0.03, 0.06, 0.06, 0.02];
  for (const [index, value] of adjusted.entries()) {
    assertAlmostEquals(value, expected[index]!, 1e-12);
  }
});

Deno.test("holm() never exceeds one and gives nothing for nothing", () => {
  assertEquals(holm([0.9, 0.8]), [1, 1]);
  assertEquals(holm([]), []);
});

Deno.test("tInterval() with a trim holds the true mean in 95 % of samples of eight", () => {
  const random = createRandom(14);
  let held = 0;
  for (let trial = 0; trial < 2000; trial++) {
    const sample = Array.from({ length: 8 }, () => normal(random));
    const { low, high } = tInterval(sample, { trim: 1 });
    if (low <= 0 && high >= 0) held++;
  }
  assert(held > 0.93 * 2000 && held < 0.97 * 2000, `held in ${held} of 2000`);
});

Deno.test("tInterval() with a trim is not moved by one accident", () => {
  const values = [-0.5, -0.48, -0.52, -0.51, -0.49, -0.5, -0.53, 1];
  const plain = tInterval(values);
  const trimmed = tInterval(values, { trim: trimOf(values.length) });
  assert(plain.high > 0);
  assert(trimmed.high < -0.45 && trimmed.p < 0.001);
});

Deno.test("trimOf() trims nothing below eight values", () => {
  assertEquals([3, 7, 8, 15, 16].map(trimOf), [0, 0, 1, 1, 2]);
});

Deno.test("minimumDetectable() is found in 90 % of samples that have it", () => {
  const random = createRandom(13);
  const change = minimumDetectable(1 / Math.sqrt(8), { degrees: 7 });
  let found = 0;
  for (let trial = 0; trial < 2000; trial++) {
    const sample = Array.from({ length: 8 }, () => change + normal(random));
    if (tInterval(sample).p < 0.05) found++;
  }
  assert(found > 0.87 * 2000 && found < 0.95 * 2000, `found in ${found} of 2000`);
});

Deno.test("minimumDetectable() is infinite where there is no error to go by", () => {
  assertEquals(minimumDetectable(NaN, { degrees: 0 }), Infinity);
});

Deno.test("minimumDetectable() is larger when more is compared", () => {
  assert(
    minimumDetectable(1, { degrees: 7, comparisons: 10 }) > minimumDetectable(1, { degrees: 7 }),
  );
});
