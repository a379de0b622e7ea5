/** Tests of progress.ts. @module */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Progress, renderLeft, renderProgress, Work } from "./progress.ts";

const progress: Progress = {
  scenario: "ringbuf/live",
  scenarioNumber: 3,
  scenarioCount: 4,
  pair: 2,
  pairs: 8,
  now: "unsafe, recordsPerSecond 1000",
  share: 0.5,
  leftMs: 65_000,
};

Deno.test("Work.state() tells the time left from the pace so far", () => {
  let nowMs = 0;
  const work = new Work(100, () => nowMs);
  nowMs = 3000;
  work.done(25);
  assertEquals(work.state(), { share: 0.25, leftMs: 9000 });
});

Deno.test("Work.state() knows nothing before the first work is done", () => {
  assertEquals(Number.isNaN(new Work(100).state().leftMs), true);
});

Deno.test("renderProgress() says what runs and how long it will take", () => {
  const line = renderProgress(progress, 120);
  for (const part of ["50 %", "1 min 5 s left", "[3/4]", "set 2/8", "unsafe"]) {
    assertStringIncludes(line, part);
  }
});

Deno.test("renderProgress() fits the terminal", () => {
  assertEquals(renderProgress(progress, 40).length, 39);
});

Deno.test("renderLeft() rounds up", () => {
  assertEquals(renderLeft(200), "1 s");
});
