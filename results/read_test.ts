/** Tests of reading and checking results files. @module */
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { fakeRound, fakeRun } from "./fixture.ts";
import { parseResults, readResults, ResultError } from "./read.ts";

const RUN = JSON.stringify(fakeRun());
const ROUND = JSON.stringify(fakeRound());
const END = JSON.stringify({ kind: "end", finishedAt: "2001", complete: true });

function errorOf(...rows: string[]): string {
  return assertThrows(() => parseResults(`${rows.join("\n")}\n`, "a.jsonl"), ResultError).message;
}

Deno.test("parseResults() gives run, lines and end of a whole file", () => {
  const results = parseResults([RUN, ROUND, END, ""].join("\n"), "a.jsonl");
  assertEquals(results.lines.map(({ kind }) => kind), ["round"]);
  assertEquals([results.end?.complete, results.partial], [true, null]);
});

Deno.test("parseResults() names file, line and field when a field is wrong", () => {
  const wrong = JSON.stringify({ ...fakeRound(), parameters: { payloadBytes: null } });
  assertMatch(errorOf(RUN, ROUND, wrong), /^a\.jsonl line 3, field parameters\.payloadBytes: /);
});

Deno.test("parseResults() names the field when one is missing", () => {
  const { cpuNs: _, ...without } = fakeRound();
  assertMatch(errorOf(RUN, JSON.stringify(without)), /line 2, field cpuNs: /);
});

Deno.test("parseResults() refuses a line that is not JSON", () => {
  assertMatch(errorOf(RUN, "{oops"), /line 2: not JSON/);
});

Deno.test("parseResults() refuses an unknown kind of line", () => {
  assertMatch(errorOf(RUN, '{"kind":"riddle"}'), /line 2, field kind/);
});

Deno.test("parseResults() refuses another schema version before anything else", () => {
  const newer = JSON.stringify({ kind: "run", schemaVersion: 2 });
  assertMatch(errorOf(newer), /line 1, field schemaVersion: 2 is not known/);
});

Deno.test("parseResults() refuses a file that does not begin with its run", () => {
  assertMatch(errorOf(ROUND, RUN), /line 1: the first line must be a run line/);
});

Deno.test("parseResults() refuses a second run", () => {
  assertMatch(errorOf(RUN, RUN), /line 2: a second run line/);
});

Deno.test("parseResults() refuses what comes after the end", () => {
  assertMatch(errorOf(RUN, END, ROUND), /line 3: a line after the end line/);
});

Deno.test("parseResults() refuses an empty file", () => {
  assertMatch(errorOf(""), /it is empty/);
});

Deno.test("parseResults() reports a file without end line as cut off", () => {
  assertMatch(parseResults(`${RUN}\n${ROUND}\n`, "a").partial ?? "", /no end line/);
});

Deno.test("parseResults() forgives a last line cut in the middle", () => {
  const results = parseResults(`${RUN}\n${ROUND}\n${ROUND.slice(0, 40)}`, "a");
  assertEquals([results.lines.length, results.end], [1, null]);
});

Deno.test("parseResults() gives the reason of an interrupted run", () => {
  const end = JSON.stringify({ kind: "end", finishedAt: "2001", complete: false, reason: "why" });
  assertEquals(parseResults(`${RUN}\n${end}\n`, "a").partial, "why");
});

Deno.test("readResults() names the file when it is missing", () => {
  const error = assertThrows(() => readResults("/nonexistent/a.jsonl"), ResultError);
  assertMatch(error.message, /^Cannot read \/nonexistent\/a\.jsonl: /);
});
