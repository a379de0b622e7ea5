/** One scenario as the renderers see it: compared, sliced, and with who is struck out. @module */
import type { Cell, Row, ScenarioComparison } from "../results/comparison.ts";
import type { Metric } from "../results/schema.ts";
import { chooseScale, type Scale } from "./format.ts";
import { type Slice, sliceGroups } from "./settings.ts";
import { brokenBy, type BrokenRules, labelRow } from "./struck.ts";

/** A scenario, ready to be rendered. */
export interface View {
  readonly comparison: ScenarioComparison;
  readonly slices: readonly Slice[];
  /** The unit in which the headline's values are shown. */
  readonly scale: Scale;
  /** The rules that a row's implementation broke; empty where it may be ranked. */
  readonly brokenBy: (row: Row) => readonly string[];
  /** A row's name in Markdown, with its role, struck out where it broke a rule. */
  readonly label: (row: Row) => string;
}

/** Prepares a scenario for rendering. */
export function createView(comparison: ScenarioComparison, broken: BrokenRules): View {
  const scenario = comparison.scenario;
  const rulesOf = (row: Row) => brokenBy(row, { scenario, broken });
  return {
    comparison,
    slices: sliceGroups(comparison.groups),
    scale: scaleOf(comparison),
    brokenBy: rulesOf,
    label: (row) => labelRow(row, rulesOf(row).length > 0),
  };
}

/** The same scenario with another metric as its headline. */
export function viewOf(view: View, headline: Metric): View {
  const comparison = { ...view.comparison, headline };
  return { ...view, comparison, scale: scaleOf(comparison) };
}

function scaleOf(comparison: ScenarioComparison): Scale {
  return chooseScale(headlineValues(comparison), comparison.headline.unit);
}

/** The cell of the headline metric; undefined where the row has no round that counts. */
export function headlineCell(row: Row, { comparison }: View): Cell | undefined {
  return row.cells.get(comparison.headline.id);
}

/** The headline's value in the unit of {@linkcode unitOf}. */
export function scaledValue({ value }: Cell, { scale }: View): number {
  return value / scale.divisor;
}

/** The headline's unit as its tables show it: `ns/record`, `ms per second blocked`, `µs`. */
export function unitOf({ comparison, scale }: View): string {
  if (comparison.headline.per !== "operation") return scale.unit;
  return perOperation(scale.unit, comparison.scenario.operation);
}

/** `ns/record`; with spaces where the operation has some; `per record` of what has no unit. */
export function perOperation(what: string, operation: string): string {
  if (what === "") return `per ${operation}`;
  return operation.includes(" ") ? `${what} per ${operation}` : `${what}/${operation}`;
}

function headlineValues({ groups, headline }: ScenarioComparison): number[] {
  return groups.flatMap(({ rows }) => rows)
    .flatMap(({ cells, role }) => role === "floor" ? [] : cells.get(headline.id)?.value ?? []);
}

const ROLE_ORDER = ["baseline", "baseline_again", "subject", "floor", "native"];

/** Every row that some column has, once: the baseline first, floor and native last; by name. */
export function distinctRows(slices: readonly Slice[]): Row[] {
  const seen = new Map<string, Row>();
  for (const row of slices.flatMap((slice) => slice.columns.flatMap(({ group }) => group.rows))) {
    const key = `${row.role} ${row.implementation}`;
    if (!seen.has(key)) seen.set(key, row);
  }
  return [...seen.values()].toSorted((a, b) =>
    ROLE_ORDER.indexOf(a.role) - ROLE_ORDER.indexOf(b.role) ||
    (a.implementation < b.implementation ? -1 : 1)
  );
}

/** The same row at another setting; undefined where it was not measured there. */
export function rowIn(rows: readonly Row[], { implementation, role }: Row): Row | undefined {
  return rows.find((other) => other.implementation === implementation && other.role === role);
}
