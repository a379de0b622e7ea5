/** Tests of the self-test's reports. @module */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { assertSnapshot } from "@std/testing/snapshot";
import { fakeRun, fakeVerdict } from "../results/fixture.ts";
import type { MutantLine } from "../results/schema.ts";
import { renderSelfTestJunit } from "./junit.ts";
import { judgeSelfTest, renderKillMatrix } from "./kill_matrix.ts";
import { renderSelfTestText } from "./text.ts";

const KILLED: MutantLine = {
  kind: "mutant",
  mutant: "ringbuf/mutants/commits_twice",
  bug: "Commits a record twice",
  namedRules: ["ringbuf/double_commit"],
  killedBy: ["ringbuf/double_commit", "shared/conservation"],
};
const SURVIVOR: MutantLine = {
  kind: "mutant",
  mutant: "ringbuf/mutants/never_wakes",
  bug: "Sleeps | through a submit",
  namedRules: ["shared/wakes"],
  killedBy: [],
};
const LIVED = fakeVerdict({ rule: "shared/wakes", implementation: SURVIVOR.mutant });

Deno.test("judgeSelfTest() finds survivors and rules that kill nothing", () => {
  assertEquals(judgeSelfTest([KILLED, SURVIVOR], [LIVED]), {
    survivors: [{ mutant: SURVIVOR.mutant, rules: ["shared/wakes"] }],
    idle: ["shared/wakes"],
  });
});

Deno.test("judgeSelfTest() takes a mutant that no rule names for a survivor", () => {
  const { survivors } = judgeSelfTest([{ ...KILLED, namedRules: [] }]);
  assertEquals(survivors, [{ mutant: KILLED.mutant, rules: [] }]);
});

Deno.test("renderKillMatrix() gives the golden matrix", async (context) => {
  await assertSnapshot(context, renderKillMatrix([KILLED, SURVIVOR], { verdicts: [LIVED] }));
});

Deno.test("renderKillMatrix() says that all were killed when they were", () => {
  assertMatch(renderKillMatrix([KILLED]), /All 1 mutant killed by every rule that names/);
});

Deno.test("renderKillMatrix() says no answer when no mutant was run", () => {
  assertStringIncludes(
    renderKillMatrix([], { partial: "killed" }),
    "No answer: no mutant was run.",
  );
});

Deno.test("renderSelfTestText() says partial, and why, and answers for what was reached", () => {
  assertMatch(
    renderSelfTestText([KILLED], { partial: "killed" }),
    /\nPARTIAL: killed\n\nOf what was reached: All 1 mutant killed/,
  );
});

Deno.test("renderSelfTestText() marks the survivor", () => {
  assertStringIncludes(renderSelfTestText([KILLED, SURVIVOR]), "✗ shared/wakes let it live");
});

Deno.test("renderSelfTestJunit() fails a mutant that lived", () => {
  const run = fakeRun({ task: "self-test" });
  const xml = renderSelfTestJunit([KILLED, SURVIVOR], { run, partial: null, verdicts: [LIVED] });
  assertMatch(xml, /tests="2" failures="1" errors="0"/);
  assertStringIncludes(xml, "expected killed, got lived (holds)");
});
