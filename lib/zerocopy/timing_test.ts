/** Tests of durations. @module */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Timing } from "./timing.ts";

function timingOf(...durationsMs: number[]): Timing {
  const timing = new Timing();
  for (const ms of durationsMs) timing.add(ms);
  return timing;
}

Deno.test("add() keeps count, sum, mean and maximum", () => {
  const timing = timingOf(1, 2, 6);
  assertEquals([timing.count, timing.sumMs, timing.meanMs, timing.maxMs], [3, 9, 3, 6]);
});

Deno.test("quantileMs() gives the upper edge of the bucket", () => {
  const timing = timingOf(0.003, 0.003, 0.003, 10);
  assertAlmostEquals(timing.quantileMs(0.5), 0.004);
});

Deno.test("quantileMs() never exceeds the maximum", () => {
  assertEquals(timingOf(5).quantileMs(0.99), 5);
});

Deno.test("quantileMs() is zero when nothing was added", () => {
  assertEquals(new Timing().quantileMs(0.5), 0);
});

Deno.test("add() takes a clock that stepped back as zero", () => {
  assertEquals(timingOf(-3).sumMs, 0);
});
