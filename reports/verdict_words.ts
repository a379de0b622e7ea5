/** The words and marks of conformance verdicts, the same in every format. @module */
import type { VerdictLine } from "../results/schema.ts";
import { isExempt, tallyVerdicts } from "../results/tally.ts";

/** A verdict in words. */
export const VERDICT_WORDS: Readonly<Record<VerdictLine["verdict"], string>> = {
  holds: "holds",
  broken: "broken",
  skipped: "skipped",
  not_exercised: "not exercised",
  error: "error",
};

const MARKS: Readonly<Record<VerdictLine["verdict"], string>> = {
  holds: "✓",
  broken: "✗",
  skipped: "–",
  not_exercised: "?",
  error: "!",
};

/** A verdict in one or two characters: `✓`, `✓f` against the fake, `·` where it does not apply. */
export function markOf(line: VerdictLine): string {
  if (isExempt(line)) return "·";
  return MARKS[line.verdict] + (line.on === "fake" ? "f" : "");
}

/** What the marks mean. */
export const MARK_WORDS = "✓ holds, ✗ broken, – skipped (the host denies it), ? not exercised " +
  "(no pass), ! harness error (no pass), · does not apply; f: against the fake, not the kernel";

/** `40 hold, 1 broken, 2 skipped, 3 do not apply`; kinds with nothing are left out. */
export function describeVerdicts(verdicts: readonly VerdictLine[]): string {
  const tally = tallyVerdicts(verdicts.filter((line) => !isExempt(line)));
  const exempt = verdicts.filter(isExempt).length;
  const parts: [number, string][] = [
    [tally.holds, "hold"],
    [tally.broken, "broken"],
    [tally.error, tally.error === 1 ? "harness error" : "harness errors"],
    [tally.not_exercised, "not exercised"],
    [tally.skipped, "skipped"],
    [exempt, exempt === 1 ? "does not apply" : "do not apply"],
  ];
  const shown = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return shown.length === 0 ? "nothing was checked" : shown.join(", ");
}
