/** Counts the test cases of a JUnit file by outcome. @module */

/** How many test cases ended how. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** No test case at all. */
export const NOTHING: Totals = { passed: 0, failed: 0, skipped: 0 };

/** One test case: closed at once, or with its outcome inside. */
const TEST_CASE = /<testcase\b(?:[^>"']|"[^"]*"|'[^']*')*?(?:\/>|>([\s\S]*?)<\/testcase>)/g;
const CHARACTER_DATA = /<!\[CDATA\[[\s\S]*?\]\]>/g;

/**
 * Counts what `xml` holds, by its test cases and not by the totals it claims.
 *
 * @throws {SyntaxError} when it is no JUnit file, or was cut off.
 */
export function junitTotals(xml: string): Totals {
  const markup = xml.replace(CHARACTER_DATA, "");
  if (!/<\/testsuites?>\s*$|<testsuites?\b[^>]*\/>\s*$/.test(markup)) {
    throw new SyntaxError("Cannot count tests: the JUnit file has no end");
  }
  let [passed, failed, skipped] = [0, 0, 0];
  for (const [, outcome = ""] of markup.matchAll(TEST_CASE)) {
    if (/<(?:failure|error)\b/.test(outcome)) failed++;
    else if (/<skipped\b/.test(outcome)) skipped++;
    else passed++;
  }
  return { passed, failed, skipped };
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
