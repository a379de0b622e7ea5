/** Parts of a scenario that have baselines of their own: receivers, say, and senders. @module */
import type { Group } from "../results/comparison.ts";
import { describeParameters, sliceGroups } from "./settings.ts";
import type { View } from "./view.ts";

/** The settings with one baseline. */
export interface TableView {
  /** What tells its settings from the others, `direction receive`; empty for the only one. */
  readonly label: string;
  /** The parameters that the label tells. */
  readonly shared: readonly string[];
  readonly view: View;
}

/** Cuts a view by baseline, in the order of their names. */
export function splitTables(view: View): TableView[] {
  const { groups } = view.comparison;
  const names = [...new Set(groups.flatMap((group) => baselineOf(group)?.implementation ?? []))];
  if (names.length < 2) return [{ label: "", shared: [], view }];
  return names.toSorted().map((name) => {
    const own = groups.filter((group) => baselineOf(group)?.implementation === name);
    const counts = own.some((group) => baselineOf(group)!.rounds > 0);
    const comparison = { ...view.comparison, baseline: counts ? name : null, groups: own };
    const shared = sharedParameters(own, groups);
    return {
      label: describeParameters(shared),
      shared: Object.keys(shared),
      view: { ...view, comparison, slices: sliceGroups(own) },
    };
  });
}

function baselineOf({ rows }: Group) {
  return rows.find(({ role }) => role === "baseline");
}

/** Those with one value in `own`, and others elsewhere. */
function sharedParameters(own: readonly Group[], all: readonly Group[]): Group["parameters"] {
  const valuesOf = (groups: readonly Group[], name: string) =>
    new Set(groups.map(({ parameters }) => parameters[name]));
  return Object.fromEntries(
    Object.entries(own[0]?.parameters ?? {}).filter(([name]) =>
      valuesOf(own, name).size === 1 && valuesOf(all, name).size > 1
    ),
  );
}
