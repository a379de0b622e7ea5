/** Tests of the plan: which pairs a command line means. @module */
import { assert, assertEquals } from "@std/assert";
import { listImplementations } from "./catalog.ts";
import { expandPaths, knownIds, planChecks, toExemptLine } from "./plan.ts";

const ALL = listImplementations();

Deno.test("planChecks() has a verdict for every pair when nothing is chosen", () => {
  const { jobs, exempt } = planChecks(ALL, []);
  const planned = jobs.reduce((sum, { rules }) => sum + rules.length, 0);
  const pairs = ALL.reduce((sum, { suite }) => sum + suite.rules.length, 0);
  assertEquals(planned + exempt.length, pairs);
});

Deno.test("planChecks() takes all implementations of its role for a chosen rule", () => {
  const { jobs } = planChecks(ALL, ["shared/no_leak"]);
  const sources = ALL.filter(({ suite }) => suite.role === "source");
  assertEquals(jobs.map(({ rules }) => rules), sources.map(() => ["shared/no_leak"]));
});

Deno.test("planChecks() takes all rules for a chosen implementation", () => {
  const { jobs } = planChecks(ALL, ["ringbuf/copy"]);
  assertEquals(jobs.map(({ implementation }) => implementation), ["ringbuf/copy"]);
  assert(jobs[0]!.rules.length > 20);
});

Deno.test("planChecks() takes the pair for a chosen rule and implementation", () => {
  const { jobs } = planChecks(ALL, ["ringbuf/copy", "shared/no_leak"]);
  const expected = [{ path: "ringbuf", implementation: "ringbuf/copy", rules: ["shared/no_leak"] }];
  assertEquals(jobs, expected);
});

Deno.test("planChecks() tells why a pair is exempt", () => {
  const { jobs, exempt } = planChecks(ALL, ["ringbuf/copy", "shared/prefix_release"]);
  assertEquals(jobs, []);
  assertEquals(exempt.map(toExemptLine)[0]!.reason, "does not apply: it has no tokens");
});

Deno.test("expandPaths() takes a path for all of its implementations", () => {
  const own = ALL.map(({ id }) => id).filter((id) => id.startsWith("ringbuf/"));
  assertEquals(expandPaths(["ringbuf/"], ALL), own);
  assertEquals(expandPaths(["shared"], ALL), ["shared"]);
});

Deno.test("knownIds() names nothing twice", () => {
  const ids = knownIds(ALL);
  assertEquals(new Set(ids).size, ids.length);
});
