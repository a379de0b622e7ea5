/** Tests of the JUnit counter. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { addTotals, judgeRun, junitTotals } from "./junit_totals.ts";

function suite(body: string): string {
  return `<?xml version="1.0"?>\n<testsuites><testsuite name="a">${body}</testsuite></testsuites>\n`;
}

Deno.test("junitTotals() counts each outcome when test cases differ", () => {
  const xml = suite(`
    <testcase name="one" time="0.1"></testcase>
    <testcase name="two"/>
    <testcase name="three"><failure message="no">text</failure></testcase>
    <testcase name="four"><error/></testcase>
    <testcase name="five"><skipped/></testcase>`);
  assertEquals(junitTotals(xml), { passed: 2, failed: 2, skipped: 1 });
});

Deno.test("junitTotals() is not misled when names or output hold markup", () => {
  const xml = suite(`
    <testcase name="a > b /> c"><system-out><![CDATA[<failure></testcase>]]></system-out></testcase>
    <testcase name="d"><system-out>&lt;failure&gt;</system-out></testcase>`);
  assertEquals(junitTotals(xml), { passed: 2, failed: 0, skipped: 0 });
});

Deno.test("junitTotals() counts nothing when there is no test case", () => {
  assertEquals(junitTotals("<testsuites/>"), { passed: 0, failed: 0, skipped: 0 });
});

Deno.test("junitTotals() throws when the file was cut off", () => {
  assertThrows(() => junitTotals('<testsuites><testcase name="one"/>'), SyntaxError, "no end");
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
