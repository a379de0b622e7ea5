/** Which implementations broke a rule, and so are shown struck out and not ranked. @module */
import type { Row, ScenarioComparison } from "../results/comparison.ts";
import type { VerdictLine } from "../results/schema.ts";
import { formatCode } from "./format.ts";

/** The rules that an implementation broke, by `path/name`. */
export type BrokenRules = ReadonlyMap<string, readonly string[]>;

/** Collects broken rules; an implementation that is not in it broke none. */
export function findBroken(verdicts: readonly VerdictLine[]): BrokenRules {
  const broken = new Map<string, string[]>();
  for (const { implementation, rule, verdict } of verdicts) {
    if (verdict !== "broken") continue;
    const rules = broken.get(implementation) ?? [];
    if (!rules.includes(rule)) rules.push(rule);
    broken.set(implementation, rules);
  }
  return broken;
}

/** The rules that this row's implementation broke, whether named `copy` or `ringbuf/copy`. */
export function brokenBy(
  row: Row,
  { scenario, broken }: { scenario: ScenarioComparison["scenario"]; broken: BrokenRules },
): readonly string[] {
  if (row.role === "floor" || row.role === "native") return [];
  const path = scenario.id.split("/")[0]!;
  return broken.get(row.implementation) ?? broken.get(`${path}/${row.implementation}`) ?? [];
}

const ROLE_WORDS = {
  baseline: " (baseline)",
  baseline_again: " (A/A)",
  subject: "",
  floor: " (floor)",
  native: " (native)",
} as const;

/** A row's name with its role: `` `copy` (baseline) ``, `` ~~`token`~~ ``. */
export function labelRow(row: Row, isStruck: boolean): string {
  const name = formatCode(row.implementation);
  return (isStruck ? `~~${name}~~` : name) + ROLE_WORDS[row.role];
}
