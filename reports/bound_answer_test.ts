/** Tests of bound_answer.ts: within a bound, beyond it, and without one. @module */
import { assertEquals } from "@std/assert";
import { compareRun } from "../results/compare.ts";
import { FAKE_SCENARIO, fakeResults, fakeRound, fakeRun } from "../results/fixture.ts";
import type { Metric, RoundLine } from "../results/schema.ts";
import { renderAnswer } from "./answer.ts";
import { createView } from "./view.ts";

const METRICS = ["held", "most"].map((id): Metric => ({
  id,
  title: id,
  unit: "bytes",
  evidence: "exact",
  better: "lower",
  per: "round",
  ...(id === "held" ? { bound: "most" } : {}),
}));

function answer(lines: readonly RoundLine[]): string {
  const scenario = { ...FAKE_SCENARIO, headline: "held", metrics: METRICS };
  const results = fakeResults(lines, { run: fakeRun({ scenarios: [scenario] }) });
  return renderAnswer(createView(compareRun(results)[0]!, new Map()));
}

function row(
  implementation: string,
  { held, most, mark = 1 }: {
    readonly held: number;
    readonly most: number;
    readonly mark?: number;
  },
): RoundLine[] {
  const role = implementation === "flush" ? "baseline" : "subject";
  const parameters = { mark };
  return [0, 1, 2].map((pair) =>
    fakeRound({ implementation, role, pair, extra: { held, most }, parameters })
  );
}

Deno.test("renderAnswer() says who stays within a bound, and who has none", () => {
  const lines = [
    ...row("flush", { held: 1024, most: 2048 }),
    ...row("bounded", { held: 3072, most: 4096 }),
    ...row("unbounded", { held: 9216, most: 0 }),
  ];
  assertEquals(
    answer(lines),
    "Within its bound: `flush` (up to 50 % of it: 1 KiB of 2 KiB) and `bounded` " +
      "(up to 75 % of it: 3 KiB of 4 KiB). Without a bound: `unbounded` (9 KiB at the " +
      "end). Measured: held.",
  );
});

Deno.test("renderAnswer() judges a bound by the setting that goes farthest", () => {
  const lines = [
    ...row("flush", { held: 1024, most: 2048, mark: 1 }),
    ...row("flush", { held: 4096, most: 2048, mark: 2 }),
  ];
  assertEquals(
    answer(lines),
    "Beyond its bound: `flush` (up to 200 % of it: 4 KiB of 2 KiB). Measured: held.",
  );
});
