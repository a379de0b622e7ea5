/** Tests of the JUnit counter. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { addTotals, judgeRun, readJunit } from "./junit_results.ts";

function suite(body: string): string {
  return `<?xml version="1.0"?>\n<testsuites><testsuite name="a">${body}</testsuite></testsuites>\n`;
}

Deno.test("readJunit() counts each outcome when test cases differ", () => {
  const xml = suite(`
    <testcase name="one" time="0.1"></testcase>
    <testcase name="two"/>
    <testcase name="three"><failure message="no">text</failure></testcase>
    <testcase name="four"><error/></testcase>
    <testcase name="five"><skipped/></testcase>`);
  assertEquals(readJunit(xml).totals, { passed: 2, failed: 2, skipped: 1 });
});

Deno.test("readJunit() is not misled when names or output hold markup", () => {
  const xml = suite(`
    <testcase name="a > b /> c"><system-out><![CDATA[<failure></testcase>]]></system-out></testcase>
    <testcase name="d"><system-out>&lt;failure&gt;</system-out></testcase>`);
  assertEquals(readJunit(xml).totals, { passed: 2, failed: 0, skipped: 0 });
});

Deno.test("readJunit() counts nothing when there is no test case", () => {
  assertEquals(readJunit("<testsuites/>").totals, { passed: 0, failed: 0, skipped: 0 });
});

Deno.test("readJunit() tells of each failure when its text is escaped", () => {
  const xml = suite(`
    <testcase name="a &gt; b" classname="./x.ts"><failure message="no">1 &lt; 2</failure></testcase>
    <testcase name="c" classname="./x.ts"><error message="gone"/></testcase>`);
  assertEquals(readJunit(xml).failures, [
    { group: "./x.ts", name: "a > b", text: "1 < 2" },
    { group: "./x.ts", name: "c", text: "gone" },
  ]);
});

Deno.test("readJunit() throws when the file was cut off", () => {
  assertThrows(() => readJunit('<testsuites><testcase name="one"/>'), SyntaxError, "parse");
});

Deno.test("addTotals() sums each outcome", () => {
  const sum = addTotals(
    { passed: 1, failed: 2, skipped: 3 },
    { passed: 10, failed: 20, skipped: 30 },
  );
  assertEquals(sum, { passed: 11, failed: 22, skipped: 33 });
});

const WELL = { success: true, code: 0, signal: null };
const BADLY = { success: false, code: 3, signal: null };

Deno.test("judgeRun() keeps the totals when they tell all", () => {
  const totals = { passed: 3, failed: 0, skipped: 1 };
  assertEquals(judgeRun(totals, WELL), { totals });
  const withFailure = { passed: 3, failed: 2, skipped: 1 };
  assertEquals(judgeRun(withFailure, BADLY), { totals: withFailure });
});

Deno.test("judgeRun() fails once when the exit code tells more than the totals", () => {
  const { totals, note } = judgeRun({ passed: 3, failed: 0, skipped: 0 }, BADLY);
  assertEquals([totals.failed, note], [1, "ended with exit code 3"]);
});

Deno.test("judgeRun() fails once when there are no totals, or no test ran", () => {
  assertEquals(judgeRun("wrote no results", WELL).totals.failed, 1);
  assertEquals(judgeRun({ passed: 0, failed: 0, skipped: 5 }, WELL).totals.failed, 1);
  const killed = { success: false, code: 137, signal: "SIGKILL" as const };
  assertEquals(
    judgeRun("wrote no results", killed).note,
    "ended with SIGKILL, and wrote no results",
  );
});
