/** Tests of the conformance reports in all formats. @module */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { assertSnapshot } from "@std/testing/snapshot";
import { fakeRun, fakeVerdict } from "../results/fixture.ts";
import type { VerdictLine } from "../results/schema.ts";
import { type ConformanceReport, renderConformanceMarkdown } from "./conformance_markdown.ts";
import { renderJson } from "./json.ts";
import { renderJunit } from "./junit.ts";
import { renderTap } from "./tap.ts";
import { renderText } from "./text.ts";

const VERDICTS: readonly VerdictLine[] = [
  fakeVerdict(),
  fakeVerdict({
    rule: "shared/wakes",
    verdict: "not_exercised",
    reason: "the reader was never blocked",
  }),
  fakeVerdict({
    rule: "shared/denied",
    verdict: "skipped",
    on: "none",
    reason: "no CAP_BPF | root",
  }),
  fakeVerdict({
    implementation: "ringbuf/unsafe",
    verdict: "broken",
    on: "fake",
    expected: "bytes <kept> & whole",
    actual: 'bytes "changed"\nat 7 #1',
    seed: 42,
    replay: "ringside conformance ringbuf/owned_until_commit --seed 42",
  }),
  fakeVerdict({
    implementation: "ringbuf/unsafe",
    rule: "shared/wakes",
    verdict: "error",
    reason: "no peer\u0000",
  }),
  fakeVerdict({
    implementation: "ringbuf/unsafe",
    rule: "shared/denied",
    verdict: "skipped",
    on: "none",
    reason: "does not apply: it copies",
  }),
];

function report(over: Partial<ConformanceReport> = {}): ConformanceReport {
  return { run: fakeRun({ task: "conformance" }), partial: null, verdicts: VERDICTS, ...over };
}

Deno.test("renderConformanceMarkdown() gives the golden report", async (context) => {
  await assertSnapshot(context, renderConformanceMarkdown(report()));
});

Deno.test("renderJunit() gives the golden report", async (context) => {
  await assertSnapshot(context, renderJunit(report()));
});

Deno.test("renderTap() gives the golden report", async (context) => {
  await assertSnapshot(context, renderTap(report()));
});

Deno.test("renderText() gives one line to the rules that were skipped for one reason", () => {
  const verdicts = ["a", "b", "c", "d", "e", "f"].map((name) =>
    fakeVerdict({ rule: `ringbuf/${name}`, verdict: "skipped", on: "none", reason: "no CAP_BPF" })
  );
  const text = renderText({ run: fakeRun(), partial: null, verdicts });
  assertStringIncludes(text, "  –  6 rules skipped: no CAP_BPF\n");
  assertStringIncludes(text, "ringbuf/c, ringbuf/d and 2 more\n");
});

Deno.test("renderText() gives the golden report", async (context) => {
  await assertSnapshot(context, renderText(report()));
});

Deno.test("renderConformanceMarkdown() says nothing was checked when nothing was", () => {
  const text = renderConformanceMarkdown(report({ verdicts: [] }));
  assertStringIncludes(text, "No answer: nothing was checked.");
});

Deno.test("renderConformanceMarkdown() never calls all-skipped conformant", () => {
  const verdicts = [fakeVerdict({ verdict: "skipped", reason: "no CAP_BPF" })];
  const text = renderConformanceMarkdown(report({ verdicts }));
  assertMatch(text, /not decided: `ringbuf\/copy` \(1 skipped\)/);
  assert(!text.includes("keep every rule"));
});

Deno.test("renderConformanceMarkdown() gives each path a matrix, and all of them one", () => {
  const verdicts = [
    fakeVerdict({ implementation: "ringbuf/copy", rule: "shared/wakes" }),
    fakeVerdict({ implementation: "mux/queue/ring_copy", rule: "mux/cap_refuses", on: "fake" }),
  ];
  const text = renderConformanceMarkdown(report({ verdicts }));
  assertMatch(text, /\| `ringbuf\/copy` +\| 1 ✓ +\| +\|/);
  assertMatch(text, /\| `mux\/queue\/ring_copy` +\| +\| 1 ✓f +\|/);
  assertMatch(text, /### `mux\/queue`\n\n\| rule +\| `ring_copy` \|/);
});

Deno.test("renderConformanceMarkdown() counts implementations where they are many", () => {
  const verdicts = Array.from(
    { length: 9 },
    (_, index) => fakeVerdict({ implementation: `ringbuf/row_${index}` }),
  );
  assertStringIncludes(
    renderConformanceMarkdown(report({ verdicts })),
    "All 9 implementations keep every rule",
  );
});

Deno.test("renderConformanceMarkdown() says partial, and why", () => {
  assertStringIncludes(
    renderConformanceMarkdown(report({ partial: "killed" })),
    "**Partial**: killed",
  );
});

Deno.test("renderText() says of a partial run that a rule was reached, not that it could be checked", () => {
  const verdicts = [fakeVerdict({ implementation: "ringbuf/copy" })];
  assertStringIncludes(
    renderText({ run: fakeRun(), partial: "killed", verdicts }),
    "ringbuf/copy keeps every rule that was reached;",
  );
});

Deno.test("renderJunit() counts a rule that was not exercised as an error", () => {
  assertMatch(renderJunit(report()), /<testsuites [^>]*failures="1" errors="2" skipped="2"/);
});

Deno.test("renderJunit() holds nothing that XML forbids", () => {
  const xml = renderJunit(report());
  // deno-lint-ignore no-control-regex -- control characters are what must not be there
  assert(!/[\u0000-\u0008]/.test(xml));
  assert(!/&(?!amp;|lt;|gt;|quot;|#\d+;)/.test(xml));
});

Deno.test("renderJunit() has an error of its own when the run is partial", () => {
  const xml = renderJunit(report({ verdicts: [], partial: "interrupted" }));
  assertMatch(xml, /tests="1" failures="0" errors="1"/);
  assertStringIncludes(xml, '<error type="partial" message="interrupted"/>');
});

Deno.test("renderTap() bails out when the run is partial", () => {
  assertMatch(renderTap(report({ partial: "interrupted" })), /\nBail out! interrupted\n$/);
});

Deno.test("renderTap() plans nothing when nothing was checked", () => {
  assertEquals(
    renderTap(report({ verdicts: [] })),
    "TAP version 14\n1..0 # SKIP nothing was checked\n",
  );
});

Deno.test("renderTap() has no not-exercised rule that a harness would take for harmless", () => {
  assertMatch(renderTap(report()), /^not ok 2 - shared\/wakes ringbuf\/copy$/m);
});

Deno.test("renderJson() gives the verdicts and their sums", () => {
  const document = JSON.parse(renderJson(report()));
  assertEquals(document.tally, { holds: 1, broken: 1, skipped: 2, not_exercised: 1, error: 1 });
  assertEquals(document.verdicts.length, VERDICTS.length);
  assertEquals(document.complete, true);
});
