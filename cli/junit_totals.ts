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
