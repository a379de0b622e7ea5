/** Which rules are checked against which implementations: ids in, pairs out. @module */
import type { VerdictLine } from "../results/schema.ts";
import { type Listed, listRuleIds } from "./catalog.ts";
import type { Rule } from "./rule.ts";
import { exemption } from "./suite.ts";

/** The checks of one implementation, in order. */
export interface Job {
  /** `ringbuf`. */
  readonly path: string;
  /** `ringbuf/copy`. */
  readonly implementation: string;
  readonly rules: readonly string[];
}

/** A pair that a rule has nothing to say about. */
export interface ExemptPair {
  readonly rule: Rule<Disposable>;
  readonly implementation: string;
  readonly reason: string;
}

/** What to do. */
export interface Plan {
  readonly jobs: readonly Job[];
  readonly exempt: readonly ExemptPair[];
}

/** Every id that a command line may name: rules and implementations. */
export function knownIds(implementations: readonly Listed[]): readonly string[] {
  return [...listRuleIds(), ...implementations.map(({ id }) => id)];
}

/**
 * The ids that the command line means. A folder stands for what is below it; a path (`ringbuf`)
 * for its implementations, with all rules of theirs, the shared ones too.
 */
export function expandPaths(
  given: readonly string[],
  implementations: readonly Listed[],
): readonly string[] {
  return given.flatMap((id) => {
    const path = id.replace(/\/$/, "");
    const own = implementations.filter(({ suite }) =>
      suite.path === path || suite.path.startsWith(`${path}/`)
    );
    return own.length > 0 ? own.map((listed) => listed.id) : [id];
  });
}

/**
 * Plans the checks. `chosen` holds ids out of {@linkcode knownIds}; where it names no rule, all
 * rules are meant, and where it names no implementation, all of these.
 */
export function planChecks(implementations: readonly Listed[], chosen: readonly string[]): Plan {
  const wanted = new Set(chosen);
  const anyRule = listRuleIds().some((id) => wanted.has(id));
  const anyImplementation = implementations.some(({ id }) => wanted.has(id));
  const jobs: Job[] = [];
  const exempt: ExemptPair[] = [];
  for (const { id: implementation, suite, implementation: row } of implementations) {
    if (anyImplementation && !wanted.has(implementation)) continue;
    const rules: string[] = [];
    for (const rule of suite.rules as readonly Rule<Disposable>[]) {
      if (anyRule && !wanted.has(rule.id)) continue;
      const reason = exemption(rule, row.traits);
      if (reason === undefined) rules.push(rule.id);
      else exempt.push({ rule, implementation, reason });
    }
    if (rules.length > 0) jobs.push({ path: suite.path, implementation, rules });
  }
  return { jobs, exempt };
}

/** The verdict of an exempt pair, for the reports. */
export function toExemptLine({ rule, implementation, reason }: ExemptPair): VerdictLine {
  return {
    kind: "verdict",
    rule: rule.id,
    requirement: rule.requirement,
    source: rule.source,
    implementation,
    verdict: "skipped",
    on: "none",
    reason: `does not apply: ${reason}`,
    durationMs: 0,
  };
}
