/** Tests of settings.ts: which parameter gives the columns. @module */
import { assertEquals } from "@std/assert";
import { compareRun } from "../results/compare.ts";
import { fakeResults, fakeRounds, fakeRun } from "../results/fixture.ts";
import type { Parameters, ResultLine } from "../results/schema.ts";
import { describeParameters, sliceGroups } from "./settings.ts";

function slices(lines: readonly ResultLine[]) {
  const { groups } = compareRun(fakeResults(lines, { run: fakeRun() }))[0]!;
  return sliceGroups(groups).map(({ label, parameter }) => [label, parameter]);
}

function rounds(implementation: string, parameters: Parameters) {
  const rows = [{ implementation, role: "baseline", nsPerOperation: 100 }] as const;
  return fakeRounds(rows, { parameters });
}

Deno.test("sliceGroups() makes slices, not columns, of what has a baseline each", () => {
  const lines = [
    ...rounds("flush", { compared: "writers", payloadBytes: 200 }),
    ...rounds("single_slot", { compared: "queues", payloadBytes: 200 }),
  ];
  assertEquals(slices(lines), [["compared writers", "payloadBytes"], [
    "compared queues",
    "payloadBytes",
  ]]);
});

Deno.test("sliceGroups() makes columns of words where all have the same baseline", () => {
  const lines = ["unix", "udp"].flatMap((to) => rounds("send", { to, payloadBytes: 200 }));
  assertEquals(slices(lines), [["", "to"]]);
});

Deno.test("describeParameters() takes a unit from the name to the value", () => {
  const parameters = { intervalUs: 50, waitMs: 5, payloadBytes: 2048, delayUs: 0 };
  assertEquals(
    describeParameters(parameters),
    "interval 50 µs, wait 5 ms, payload 2 KiB, delay 0",
  );
});
