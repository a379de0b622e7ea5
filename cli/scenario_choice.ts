/** Which scenarios a command line asks for, and what a quick run leaves out of them. @module */
import { resolveIds } from "./arguments.ts";

/** What of a scenario decides. */
export interface Choosable {
  readonly id: string;
  /** Empty where nothing short would be honest. */
  readonly quickSweep: readonly unknown[];
}

/** The scenarios of a run. */
export interface ScenarioChoice<Scenario> {
  /** In the order of the table. */
  readonly chosen: readonly Scenario[];
  /** Ids that were asked for by their folder, or with all, and take minutes: a quick run skips. */
  readonly leftOut: readonly string[];
}

/**
 * Those that `given` names, or all; `given` as it was typed, checked already. A quick run leaves
 * out what has no quick form, unless its own id is typed: that runs whole.
 */
export function chooseScenarios<Scenario extends Choosable>(
  all: readonly Scenario[],
  { given, quick }: { readonly given: readonly string[]; readonly quick: boolean },
): ScenarioChoice<Scenario> {
  const resolved = resolveIds(given, all.map(({ id }) => id), "scenario");
  if ("error" in resolved) throw new RangeError(resolved.error);
  const named = all.filter(({ id }) => resolved.includes(id));
  const isLeftOut = ({ id, quickSweep }: Choosable) =>
    quick && quickSweep.length === 0 && !given.includes(id);
  return {
    chosen: named.filter((one) => !isLeftOut(one)),
    leftOut: named.filter(isLeftOut).map(({ id }) => id),
  };
}
