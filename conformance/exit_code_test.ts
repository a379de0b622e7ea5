/** Tests of the exit code. @module */
import { assertEquals } from "@std/assert";
import type { VerdictLine } from "../results/schema.ts";
import { judgeMutants, judgeRun } from "./exit_code.ts";

function line(verdict: VerdictLine["verdict"], over: Partial<VerdictLine> = {}): VerdictLine {
  return {
    kind: "verdict",
    rule: "shared/no_leak",
    requirement: "It MUST",
    source: "x",
    implementation: "ringbuf/copy",
    verdict,
    on: "kernel",
    durationMs: 1,
    ...over,
  };
}

Deno.test("judgeRun() gives 0 when all holds", () => {
  assertEquals(judgeRun([line("holds")]), 0);
});

Deno.test("judgeRun() gives 1 when a rule is broken, whatever else happened", () => {
  assertEquals(judgeRun([line("error"), line("not_exercised"), line("broken")]), 1);
});

Deno.test("judgeRun() gives 2 for an error of the harness", () => {
  assertEquals(judgeRun([line("holds"), line("error")]), 2);
});

Deno.test("judgeRun() gives 2 when nothing was checked", () => {
  assertEquals(judgeRun([]), 2);
});

Deno.test("judgeRun() gives 3 when a rule was not exercised", () => {
  assertEquals(judgeRun([line("holds"), line("not_exercised")]), 3);
});

Deno.test("judgeRun() gives 3 for a skip only where it was required", () => {
  const skipped = [line("skipped", { reason: "no CAP_BPF" })];
  assertEquals(judgeRun(skipped), 0);
  assertEquals(judgeRun(skipped, ["ringbuf/copy"]), 3);
  assertEquals(judgeRun(skipped, ["ringbuf/lease"]), 0);
});

Deno.test("judgeRun() lets a required rule be exempt", () => {
  const exempt = [line("skipped", { on: "none", reason: "does not apply: it copies" })];
  assertEquals(judgeRun(exempt, ["shared/no_leak"]), 0);
});

Deno.test("judgeMutants() gives 1 when a rule holds for a mutant that it names", () => {
  assertEquals(judgeMutants([line("broken"), line("holds")]), 1);
});

Deno.test("judgeMutants() gives 0 when all are killed or denied by the host", () => {
  assertEquals(judgeMutants([line("broken"), line("skipped", { reason: "no CAP_BPF" })]), 0);
});

Deno.test("judgeMutants() gives 3 when a rule was not exercised", () => {
  assertEquals(judgeMutants([line("broken"), line("not_exercised")]), 3);
});
