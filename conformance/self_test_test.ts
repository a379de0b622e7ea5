/** Tests of the self-test's plan; that every mutant dies is the self-test's own claim. @module */
import { assert, assertEquals } from "@std/assert";
import { listMutants } from "./catalog.ts";
import { checkTables, planSelfTest, toMutantLines } from "./self_test.ts";
import type { VerdictLine } from "../results/schema.ts";

Deno.test("checkTables() finds nothing wrong with the tables", () => {
  assertEquals(checkTables(), []);
});

Deno.test("every mutant has a name of its own", () => {
  const ids = listMutants().map(({ id }) => id);
  assertEquals(new Set(ids).size, ids.length);
});

Deno.test("planSelfTest() runs each mutant against the rules that name it", () => {
  const job = planSelfTest().find(({ implementation }) =>
    implementation.endsWith("/never_releases")
  );
  assertEquals(job?.rules, ["shared/released_once"]);
});

Deno.test("planSelfTest() leaves out what was not chosen", () => {
  const jobs = planSelfTest(["shared/no_leak"]);
  assert(jobs.length >= 3);
  assert(jobs.every(({ rules }) => rules.length === 1 && rules[0] === "shared/no_leak"));
});

Deno.test("toMutantLines() counts only broken as killed", () => {
  const verdict = (kind: VerdictLine["verdict"]): VerdictLine => ({
    kind: "verdict",
    rule: "shared/released_once",
    requirement: "It MUST",
    source: "x",
    implementation: "ringbuf/mutants/never_releases",
    verdict: kind,
    on: "kernel",
    durationMs: 1,
  });
  assertEquals(toMutantLines([verdict("broken")])[0]!.killedBy, ["shared/released_once"]);
  assertEquals(toMutantLines([verdict("error")])[0]!.killedBy, []);
  assertEquals(toMutantLines([verdict("error")])[0]!.namedRules, ["shared/released_once"]);
});
