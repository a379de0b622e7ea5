/** The exit code of a conformance run. @module */
import type { VerdictLine } from "../results/schema.ts";
import { isExempt, tallyVerdicts } from "../results/tally.ts";

/** All that was asked for holds, or was skipped with a reason that nobody minds. */
export const EXIT_CONFORMANT = 0;
/** A rule is broken. */
export const EXIT_BROKEN = 1;
/** The harness or the environment failed, or the arguments are wrong. */
export const EXIT_FAILED = 2;
/** A rule was not exercised, or was skipped though it was required. */
export const EXIT_UNDECIDED = 3;

/**
 * Judges a run; the worst that is certain decides: broken, then failed, then undecided.
 * `required` holds ids of rules and implementations that must not be skipped.
 */
export function judgeRun(
  verdicts: readonly VerdictLine[],
  required: readonly string[] = [],
): number {
  const tally = tallyVerdicts(verdicts);
  if (tally.broken > 0) return EXIT_BROKEN;
  if (tally.error > 0 || verdicts.length === 0) return EXIT_FAILED;
  const wanted = new Set(required);
  const missed = verdicts.some((line) =>
    line.verdict === "skipped" && !isExempt(line) &&
    (wanted.has(line.rule) || wanted.has(line.implementation))
  );
  return tally.not_exercised > 0 || missed ? EXIT_UNDECIDED : EXIT_CONFORMANT;
}

/**
 * Judges a self-test by its checks of mutants against the rules that name them: each must be
 * broken. What the host denied is not held against anybody.
 */
export function judgeMutants(verdicts: readonly VerdictLine[]): number {
  const tally = tallyVerdicts(verdicts);
  if (tally.holds > 0) return EXIT_BROKEN;
  if (tally.error > 0 || verdicts.length === 0) return EXIT_FAILED;
  return tally.not_exercised > 0 ? EXIT_UNDECIDED : EXIT_CONFORMANT;
}
