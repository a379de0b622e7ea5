/** The self-test: every rule must kill a mutant, and every mutant must be killed by its rules. @module */
import type { UserRows } from "../lib/host/user_module.ts";
import type { MutantLine, VerdictLine } from "../results/schema.ts";
import { listMutants, suites, tableMutants } from "./catalog.ts";
import type { Job } from "./plan.ts";
import type { Rule } from "./rule.ts";
import { exemption } from "./suite.ts";

/**
 * A mutant's rules may take as long as this, unless they ask for more: one that hangs costs no
 * more. It is longer than an unbroken implementation takes, or the limit alone would kill.
 */
export const SELF_TEST_LIMIT_MS = 3000;

/** What the tables themselves say wrong, in sentences: no process is needed to see it. */
export function checkTables(): readonly string[] {
  const faults: string[] = [];
  for (const suite of suites) {
    for (const rule of suite.rules as readonly Rule<Disposable>[]) {
      if (rule.killedBy.length === 0) faults.push(`${rule.id} names no mutant: it may never fail`);
      for (const name of rule.killedBy) {
        if (!hasMutant(rule.id, name)) {
          faults.push(`${rule.id} names the mutant ${name}, which is not there`);
        }
      }
    }
  }
  for (const { id, implementation, rules } of listMutants()) {
    if (rules.length === 0) faults.push(`${id} is named by no rule`);
    for (const rule of rules) {
      const exempt = exemption(rule, implementation.traits);
      if (exempt !== undefined) faults.push(`${rule.id} does not apply to ${id}: ${exempt}`);
    }
  }
  return faults;
}

/** Whether one of the suites that have the rule has such a mutant; the others need it not again. */
function hasMutant(rule: string, mutant: string): boolean {
  return suites.some((suite) =>
    (suite.rules as readonly Rule<Disposable>[]).some(({ id }) => id === rule) &&
    tableMutants(suite).some(({ name }) => name === mutant)
  );
}

/**
 * The checks that prove the tables: each mutant against the rules that name it. `chosen` holds ids
 * of rules and of mutants; where it names none of a kind, all of that kind are meant.
 */
export function planSelfTest(
  chosen: readonly string[] = [],
  user: readonly UserRows[] = [],
): readonly Job[] {
  const mutants = listMutants(user);
  const wanted = new Set(chosen);
  const anyMutant = mutants.some(({ id }) => wanted.has(id));
  const anyRule = chosen.some((id) => !mutants.some((mutant) => mutant.id === id));
  return mutants
    .filter(({ id }) => !anyMutant || wanted.has(id))
    .map(({ id, suite, implementation, rules }) => ({
      path: suite.path,
      implementation: id,
      rules: rules
        .filter((rule) => exemption(rule, implementation.traits) === undefined)
        .map((rule) => rule.id)
        .filter((rule) => !anyRule || wanted.has(rule)),
    }))
    .filter(({ rules }) => rules.length > 0);
}

/**
 * One line a mutant: who says that it kills it, and who did. What the host denied is left out: a
 * mutant that was not tried has not survived.
 */
export function toMutantLines(
  verdicts: readonly VerdictLine[],
  user: readonly UserRows[] = [],
): readonly MutantLine[] {
  const reached = verdicts.filter(({ verdict }) => verdict !== "skipped");
  const tried = new Set(reached.map(({ implementation }) => implementation));
  return listMutants(user).filter(({ id }) => tried.has(id)).map(({ id, bug, rules }) => {
    const own = reached.filter(({ implementation }) => implementation === id);
    const checked = new Set(own.map(({ rule }) => rule));
    return {
      kind: "mutant",
      mutant: id,
      bug,
      namedRules: rules.map((rule) => rule.id).filter((rule) => checked.has(rule)),
      killedBy: own.filter(({ verdict }) => verdict === "broken").map(({ rule }) => rule),
    };
  });
}
