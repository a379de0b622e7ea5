/** The answer where a metric is a quotient of two costs, taken in one process: TypeScript over C. @module */
import type { Metric } from "../results/schema.ts";
import { escapeText, formatNumber } from "./format.ts";
import type { Slice } from "./settings.ts";
import type { View } from "./view.ts";

/** The first metric that is a quotient; undefined where the scenario has none, or no row has it. */
export function quotientOf({ comparison }: View): Metric | undefined {
  return comparison.scenario.metrics?.find(({ id, isQuotient }) =>
    isQuotient === true &&
    comparison.groups.some(({ rows }) => rows.some(({ cells }) => cells.has(id)))
  );
}

/** `TypeScript over C, thread: 0.99x to 1.03x with call send; …`: a range for each slice. */
export function describeQuotient({ id, title }: Metric, view: View): string {
  const clauses = view.slices.flatMap((slice) => {
    const values = valuesIn(slice, id);
    if (values.length === 0) return [];
    const [low, high] = [Math.min(...values), Math.max(...values)].map(formatNumber);
    const range = low === high ? `${low}x` : `${low}x to ${high}x`;
    return [slice.label === "" ? range : `${range} with ${escapeText(slice.label)}`];
  });
  return `${escapeText(title)}: ${clauses.join("; ")}.`;
}

function valuesIn({ columns }: Slice, id: string): number[] {
  return columns.flatMap(({ group }) =>
    group.rows.flatMap(({ cells }) => cells.get(id)?.value ?? [])
  );
}
