/** Tests of scenario_choice.ts: what is named, and what a quick run leaves out of it. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { scenarios } from "../bench/table.ts";
import { chooseScenarios } from "./scenario_choice.ts";

const ALL = [
  { id: "ringbuf/batch", quickSweep: [{}] },
  { id: "zerocopy/payload", quickSweep: [{}] },
  { id: "zerocopy/crossover", quickSweep: [] },
  { id: "zerocopy/stalled", quickSweep: [] },
];

function choose(given: readonly string[], quick = true) {
  const { chosen, leftOut } = chooseScenarios(ALL, { given, quick });
  return [chosen.map(({ id }) => id), leftOut];
}

const SLOW = ["zerocopy/crossover", "zerocopy/stalled"];

for (
  const [what, given, chosen, leftOut] of [
    ["all that has a quick form when nothing is named", [], [0, 1], SLOW],
    ["of a folder what has a quick form", ["zerocopy"], [1], SLOW],
    ["what is named by its id, whole", ["zerocopy/crossover"], [2], []],
    ["what is named beside its folder", ["zerocopy", "zerocopy/stalled"], [1, 3], SLOW.slice(0, 1)],
    ["in the order of the table", ["zerocopy/payload", "ringbuf"], [0, 1], []],
  ] as const
) {
  Deno.test(`chooseScenarios() takes for a quick run ${what}`, () =>
    assertEquals(choose(given), [chosen.map((index) => ALL[index]!.id), [...leftOut]]));
}

Deno.test("chooseScenarios() leaves nothing out when the run is not quick", () => {
  assertEquals(choose([], false), [ALL.map(({ id }) => id), []]);
});

Deno.test("chooseScenarios() names the nearest scenario when one is not known", () => {
  assertThrows(() => choose(["crossovr"]), RangeError, 'did you mean "zerocopy/crossover"?');
});

Deno.test("chooseScenarios() finds in the real table what a quick run measures of each path", () => {
  const { chosen } = chooseScenarios(scenarios, { given: [], quick: true });
  const paths = (some: readonly { id: string }[]) => [
    ...new Set(some.map(({ id }) => id.slice(0, id.indexOf("/")))),
  ];
  assertEquals(paths(chosen), paths(scenarios));
});
