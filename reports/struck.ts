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

/** The rules that this row's implementation broke, whether named `copy` or `netlink/send/uring`. */
export function brokenBy(
  row: Row,
  { scenario, broken }: { scenario: ScenarioComparison["scenario"]; broken: BrokenRules },
): readonly string[] {
  if (row.role === "floor" || row.role === "native") return [];
  const rules = [...broken].flatMap(([id, rules]) => isOf(id, { row, scenario }) ? rules : []);
  return [...new Set(rules)];
}

/** Whether the row is that implementation, or `receiver+sender` with it as one of the two. */
function isOf(
  id: string,
  { row, scenario }: { row: Row; scenario: ScenarioComparison["scenario"] },
): boolean {
  if (id === row.implementation) return true;
  const [path] = scenario.id.split("/");
  const [folder, name] = [id.slice(0, id.lastIndexOf("/")), id.slice(id.lastIndexOf("/") + 1)];
  const parts = row.implementation.split("+");
  if (!parts.includes(name)) return false;
  if (parts.length === 1 && scenario.tables) return scenario.tables.includes(folder);
  return folder === path || folder.startsWith(`${path}/`);
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
