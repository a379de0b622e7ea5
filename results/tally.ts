/** Sums of verdicts: how many rules each implementation keeps. @module */
import type { VerdictLine } from "./schema.ts";

/** How many verdicts of each kind. */
export type Tally = Record<VerdictLine["verdict"], number>;

/** Counts verdicts by kind. */
export function tallyVerdicts(verdicts: readonly VerdictLine[]): Tally {
  const tally: Tally = { holds: 0, broken: 0, skipped: 0, not_exercised: 0, error: 0 };
  for (const { verdict } of verdicts) tally[verdict]++;
  return tally;
}

/** The verdicts of each implementation, in the order in which they were first seen. */
export function byImplementation(
  verdicts: readonly VerdictLine[],
): ReadonlyMap<string, readonly VerdictLine[]> {
  const groups = new Map<string, VerdictLine[]>();
  for (const line of verdicts) {
    const group = groups.get(line.implementation);
    if (group) group.push(line);
    else groups.set(line.implementation, [line]);
  }
  return groups;
}

/** Whether a rule says nothing about the implementation, rather than being denied by the host. */
export function isExempt({ verdict, on, reason }: VerdictLine): boolean {
  return verdict === "skipped" && on === "none" && (reason ?? "").startsWith("does not apply");
}
