/** Reads the test cases of a JUnit file: how many ended how, and what failed. @module */
import { type Document, DOMParser, type Element, onErrorStopParsing } from "@xmldom/xmldom";

/** How many test cases ended how. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** No test case at all. */
export const NOTHING: Totals = { passed: 0, failed: 0, skipped: 0 };

/** A test case that failed. */
export interface Failure {
  /** Where it is, as the file says: a path of a test file, an implementation. */
  readonly group: string;
  readonly name: string;
  /** What it printed: the message and, mostly, the stack. */
  readonly text: string;
}

/** What a JUnit file tells. */
export interface JunitResults {
  readonly totals: Totals;
  readonly failures: readonly Failure[];
}

/**
 * Reads what `xml` holds by its test cases, and not by the totals it claims.
 *
 * @throws {SyntaxError} when it is no JUnit file, or was cut off.
 */
export function readJunit(xml: string): JunitResults {
  let [passed, skipped] = [0, 0];
  const failures: Failure[] = [];
  for (const testCase of parse(xml).getElementsByTagName("testcase")) {
    const problem = child(testCase, "failure") ?? child(testCase, "error");
    if (problem) {
      failures.push({
        group: testCase.getAttribute("classname") ?? "",
        name: testCase.getAttribute("name") ?? "",
        text: problem.textContent?.trim() || (problem.getAttribute("message") ?? ""),
      });
    } else if (child(testCase, "skipped")) skipped++;
    else passed++;
  }
  return { totals: { passed, failed: failures.length, skipped }, failures };
}

function parse(xml: string): Document {
  try {
    return new DOMParser({ onError: onErrorStopParsing }).parseFromString(xml, "text/xml");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SyntaxError(`Cannot count tests: the JUnit file does not parse: ${why}`);
  }
}

function child(testCase: Element, tag: string): Element | null {
  return testCase.getElementsByTagName(tag).item(0);
}

/** The sum of both. */
export function addTotals(a: Totals, b: Totals): Totals {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/**
 * What a run comes to, from its totals (or why there are none) and how it ended: one that failed in
 * a way that no test case tells, or that ran no test, still fails once.
 */
export function judgeRun(
  read: Totals | string,
  status: Pick<Deno.CommandStatus, "success" | "code" | "signal">,
): { readonly totals: Totals; readonly note?: string } {
  const totals = typeof read === "string" ? NOTHING : read;
  const failOnce = (note: string) => ({
    totals: addTotals(totals, { ...NOTHING, failed: 1 }),
    note,
  });
  const ended = `ended with ${status.signal ?? `exit code ${status.code}`}`;
  if (typeof read === "string") return failOnce(`${ended}, and ${read}`);
  if (!status.success && totals.failed === 0) return failOnce(ended);
  if (totals.passed + totals.failed === 0) return failOnce("ran no test");
  return { totals };
}
