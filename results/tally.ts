/** Sums of verdicts: how many rules each implementation keeps. @module */
import type { Results } from "./read.ts";
import type { VerdictLine } from "./schema.ts";

/** How many verdicts of each kind. */
export type Tally = Record<VerdictLine["verdict"], number>;

/** Counts verdicts by kind. */
export function tallyVerdicts(verdicts: readonly VerdictLine[]): Tally {
  const tally: Tally = { holds: 0, broken: 0, skipped: 0, not_exercised: 0, error: 0 };
  for (const { verdict } of verdicts) tally[verdict]++;
  return tally;
}

/**
 * The verdicts of a run, implementation by implementation in the order of the tables: they are
 * reached side by side, and written as they come.
 */
export function verdictsOf({ run, lines }: Results): readonly VerdictLine[] {
  const places = new Map(run.implementations?.map((name, index) => [name, index]));
  return lines.filter((line): line is VerdictLine => line.kind === "verdict")
    .toSorted((a, b) => (places.get(a.implementation) ?? 0) - (places.get(b.implementation) ?? 0));
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
