/** The tables beside the headline: other metrics, system calls by name, memory. @module */
import type { Cell, Row } from "../results/comparison.ts";
import { METRICS } from "../results/metrics.ts";
import type { Metric } from "../results/schema.ts";
import {
  escapeText,
  formatCode,
  formatNumber,
  formatPercent,
  formatValue,
  pluralOperation,
  renderTable,
} from "./format.ts";
import { askedApart, MARKS } from "./tables.ts";
import { distinctRows, perOperation, rowIn, type View } from "./view.ts";

const SHOWN_CALLS = 6;
/** Columns of metrics that a page still shows side by side. */
const COLUMNS_MAX = 6;
/** Counts are rare on a good path: per thousand operations they can be read. */
const COUNT_SCALE = 1000;

/** All settings of one row. */
function everywhere(row: Row, view: View): Row[] {
  return view.comparison.groups.flatMap((group) => rowIn(group.rows, row) ?? []);
}

/** `3`, `3 – 12 µs` or `3 ns – 12 µs` over the settings. */
function rangeOf(values: readonly number[], format: (value: number) => string): string {
  if (values.length === 0) return "";
  const [least, most] = [format(Math.min(...values)), format(Math.max(...values))];
  if (least === most) return least;
  const unit = most.replace(/^[^ ]+/, "");
  const from = unit !== "" && least.endsWith(unit) ? least.slice(0, -unit.length) : least;
  return `${least.startsWith("0 ") ? "0" : from} – ${most}`;
}

/** System calls per operation by name, counted exactly; over all settings of a row. */
export function renderSyscalls(view: View): string {
  const rows = distinctRows(view.slices).filter((row) =>
    everywhere(row, view).some(({ syscalls }) => syscalls !== null)
  );
  if (rows.length === 0) return "";
  const names = commonCalls(rows.flatMap((row) => everywhere(row, view)));
  const shown = names.slice(0, SHOWN_CALLS);
  const rest = names.slice(SHOWN_CALLS);
  const header = ["row", ...shown.map(formatCode), ...(rest.length > 0 ? ["others"] : []), "all"];
  const table = renderTable(
    [...header, "against baseline"],
    rows.map((row) => {
      const counted = everywhere(row, view).filter(({ syscalls }) => syscalls !== null);
      const perOperation = (wanted: readonly string[]) =>
        rangeOf(counted.map((one) => callsPerOperation(one, wanted)), formatNumber);
      return [
        view.label(row),
        ...shown.map((name) => perOperation([name])),
        ...(rest.length > 0 ? [perOperation(rest)] : []),
        perOperation(names),
        compareCalls(counted),
      ];
    }),
    { right: header.map((_, column) => column).slice(1) },
  );
  const others = rest.length > 0 ? ` Others: ${rest.map(formatCode).join(", ")}.` : "";
  const { comparison } = view;
  const operations = escapeText(pluralOperation(comparison.scenario.operation));
  const range = comparison.groups.length > 1 ? ", least – most over the settings" : "";
  return `${table}\n\nCalls per 1000 ${operations}${range}; counted one by one, in a round of ` +
    `their own. \`≈\`: two rows of the baseline differ as much.${others}`;
}

function callsPerOperation({ syscalls }: Row, names: readonly string[]): number {
  const count = names.reduce((sum, name) => sum + (syscalls!.counts[name] ?? 0), 0);
  return COUNT_SCALE * count / syscalls!.operations;
}

function commonCalls(rows: readonly Row[]): string[] {
  const totals = new Map<string, number>();
  for (const { syscalls } of rows) {
    for (const [name, count] of Object.entries(syscalls?.counts ?? {})) {
      totals.set(name, (totals.get(name) ?? 0) + count);
    }
  }
  return [...totals].toSorted((a, b) => b[1] - a[1]).map(([name]) => name);
}

/** `64x fewer`, `≈`, `equal to 4x fewer`: against the baseline, over the settings. */
function compareCalls(rows: readonly Row[]): string {
  const words = rows.flatMap(({ syscalls }) => {
    const { against, ratio } = syscalls!;
    if (against === null) return [];
    return { ratio: ratio ?? Infinity, word: wordOf(against, ratio) };
  }).toSorted((a, b) => a.ratio - b.ratio).map(({ word }) => word);
  const [least, most] = [words[0] ?? "", words.at(-1) ?? ""];
  return least === most ? least : `${least} to ${most}`;
}

function wordOf(
  against: NonNullable<NonNullable<Row["syscalls"]>["against"]>,
  ratio: number | null,
): string {
  if (against === "equal") return "equal";
  if (against === "alike") return "≈";
  if (ratio === null) return "more";
  if (ratio === 0) return "none";
  const factor = ratio < 1 ? 1 / ratio : ratio;
  const size = factor < 2 ? formatPercent(Math.abs(ratio - 1)) : `${formatShort(factor)}x`;
  return `${size} ${against}`;
}

function formatShort(factor: number): string {
  return factor >= 99.5 ? formatNumber(factor) : String(Number(factor.toPrecision(2)));
}

/** What {@linkcode renderMetrics} gives: the scenario's own metrics, and those of every round. */
export interface MetricTables {
  readonly own: string;
  readonly common: string;
}

/** Every metric but the headline: rows are implementations, cells the range over the settings. */
export function renderMetrics(view: View): MetricTables {
  const rows = distinctRows(view.slices).filter((row) => row.rounds > 0);
  if (rows.length === 0) return { own: "", common: "" };
  const { metrics, scenario } = view.comparison;
  const isCommon = ({ id }: Metric) =>
    METRICS.some((one) => one.id === id) && scenario.asked?.includes(id) !== true;
  const apart = askedApart(view);
  const rest = metrics.slice(1).filter((metric) => !apart.includes(metric));
  const common = renderKinds(rest.filter(isCommon), { rows, view });
  return {
    own: renderKinds(rest.filter((metric) => !isCommon(metric)), { rows, view }),
    common: [common, renderMemory(view)].filter((part) => part !== "").join("\n\n"),
  };
}

/** Tables of what has a unit or a round, then of counts by the thousand, then what is nowhere. */
function renderKinds(
  all: readonly Metric[],
  { rows, view }: { readonly rows: readonly Row[]; readonly view: View },
): string {
  const metrics = all.filter((metric) => !isZero(metric, view));
  const zero = all.filter((metric) => isZero(metric, view) && metric.id !== "bytesPerSecond");
  const [counts, others] = [true, false].map((wanted) =>
    chunk(metrics.filter((metric) => isCount(metric) === wanted))
      .map((some) => renderSome(some, { rows, view }))
  );
  const operations = escapeText(pluralOperation(view.comparison.scenario.operation));
  return [
    ...others!,
    ...(counts!.length > 0 ? [`Counts per 1000 ${operations}:`, ...counts!] : []),
    zero.length > 0
      ? `Zero in every row: ${zero.map(({ title }) => escapeText(title)).join(", ")}.`
      : "",
  ].filter((part) => part !== "").join("\n\n");
}

/** Whether a metric is 0 wherever it was measured: a sentence then says so in place of a column. */
function isZero({ id }: Metric, { comparison }: View): boolean {
  return comparison.groups.every(({ rows }) =>
    rows.every(({ cells }) => (cells.get(id)?.value ?? 0) === 0)
  );
}

function renderSome(
  metrics: readonly Metric[],
  { rows, view }: { rows: readonly Row[]; view: View },
): string {
  const header = ["row", ...metrics.map((metric) => titleOf(metric, view))];
  const lines = rows.map((row) => [
    view.label(row),
    ...metrics.map((metric) => {
      const scale = isCount(metric) ? COUNT_SCALE : 1;
      const cells = everywhere(row, view).flatMap((one) => one.cells.get(metric.id) ?? []);
      const values = cells.map(({ value }) => value)
        .filter((value) => value > 0 || metric.id !== "bytesPerSecond"); // no bytes, no rate
      const range = rangeOf(values, (value) => formatValue(value * scale, metric.unit));
      return range + (view.brokenBy(row).length > 0 ? "" : commonMark(cells));
    }),
  ]);
  return renderTable(header, lines, { right: header.map((_, column) => column).slice(1) });
}

/** The mark of a verdict that all settings share. */
function commonMark(cells: readonly Cell[]): string {
  const verdicts = new Set(cells.map(({ verdict }) => verdict));
  const [verdict] = verdicts;
  return verdicts.size === 1 && verdict ? MARKS[verdict] : "";
}

function isCount({ unit, per }: Metric): boolean {
  return unit === "" && per === "operation";
}

function titleOf(metric: Metric, view: View): string {
  const title = escapeText(metric.title);
  const operation = escapeText(view.comparison.scenario.operation);
  return metric.per === "operation" && !isCount(metric) ? perOperation(title, operation) : title;
}

function renderMemory(view: View): string {
  const rows = distinctRows(view.slices).filter((row) =>
    everywhere(row, view).some(({ memory }) => memory !== null)
  );
  if (rows.length === 0) return "";
  const operation = escapeText(view.comparison.scenario.operation);
  const header = ["row", "peak resident", perOperation("heap bytes", operation)];
  const lines = rows.map((row) => {
    const memory = everywhere(row, view).flatMap((one) => one.memory ?? []);
    return [
      view.label(row),
      rangeOf(memory.map((one) => one.peakResidentBytes), (value) => formatValue(value, "bytes")),
      rangeOf(memory.map((one) => one.heapBytesPerOperation), formatNumber),
    ];
  });
  return renderTable(header, lines, { right: [1, 2] });
}

/** Cuts into as few parts as fit a page, of about the same size. */
function chunk<T>(items: readonly T[]): T[][] {
  const size = Math.ceil(items.length / Math.ceil(items.length / COLUMNS_MAX));
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) {
    chunks.push(items.slice(start, start + size));
  }
  return chunks;
}

/** How well each metric is known, over all scenarios of the report: an item a class. */
export function renderEvidence(views: readonly View[]): string {
  const classes = new Map<string, Set<string>>();
  const add = (evidence: string, title: string) =>
    classes.set(evidence, (classes.get(evidence) ?? new Set()).add(escapeText(title)));
  for (const view of views) {
    for (const { title, evidence } of view.comparison.metrics) add(evidence, title);
    for (const { metric, implementation, reason } of view.comparison.unavailable) {
      if (metric !== null && implementation === null) add(`unavailable: ${reason}`, metric);
    }
  }
  const groups = views.flatMap((view) => view.comparison.groups.flatMap((group) => group.rows));
  if (groups.some(({ syscalls }) => syscalls !== null)) add("exact", "System calls by name");
  if (groups.some(({ memory }) => memory !== null)) add("sampled", "Peak resident and heap memory");
  return [...classes].map(([evidence, titles]) =>
    `- **${escapeText(evidence)}**: ${[...titles].join(" · ")}`
  ).join("\n");
}
