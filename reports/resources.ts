/** The tables beside the headline: other metrics, system calls by name, memory. @module */
import type { Cell, Row } from "../results/comparison.ts";
import type { Metric } from "../results/schema.ts";
import {
  escapeText,
  formatCode,
  formatNumber,
  formatValue,
  pluralOperation,
  renderTable,
} from "./format.ts";
import { MARKS } from "./tables.ts";
import { distinctRows, perOperation, rowIn, type View } from "./view.ts";

const SHOWN_CALLS = 6;
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
        countComparisons(counted),
      ];
    }),
    { right: header.map((_, column) => column).slice(1) },
  );
  const others = rest.length > 0 ? ` Others: ${rest.map(formatCode).join(", ")}.` : "";
  return `${table}\n\nCalls per 1000 ${
    escapeText(pluralOperation(view.comparison.scenario.operation))
  }, least – most ` +
    `over the settings; counted in rounds of their own and compared exactly.${others}`;
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

function countComparisons(rows: readonly Row[]): string {
  const words = rows.flatMap(({ syscalls }) => syscalls?.against ?? []);
  return (["fewer", "equal", "more"] as const).flatMap((word) => {
    const count = words.filter((one) => one === word).length;
    if (count === 0) return [];
    return [count === words.length ? word : `${word} at ${count}`];
  }).join(", ");
}

/** Every metric but the headline: rows are implementations, cells the range over the settings. */
export function renderMetrics(view: View): string {
  const rows = distinctRows(view.slices).filter((row) => row.rounds > 0);
  if (rows.length === 0) return "";
  const all = view.comparison.metrics.slice(1);
  const metrics = all.filter((metric) => !isZero(metric, view));
  const zero = all.filter((metric) => isZero(metric, view) && metric.id !== "bytesPerSecond");
  const counts = chunk(metrics.filter(isCount), 5).map((some) => renderSome(some, { rows, view }));
  const operations = escapeText(pluralOperation(view.comparison.scenario.operation));
  return [
    ...chunk(metrics.filter((metric) => !isCount(metric)), 5)
      .map((some) => renderSome(some, { rows, view })),
    ...(counts.length > 0 ? [`Counts per 1000 ${operations}:`, ...counts] : []),
    zero.length > 0
      ? `Zero in every row: ${zero.map(({ title }) => escapeText(title)).join(", ")}.`
      : "",
    renderMemory(view),
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

function chunk<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) {
    chunks.push(items.slice(start, start + size));
  }
  return chunks;
}

/** How well each metric is known, over all scenarios of the report: a row a class. */
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
  const rows = [...classes].map(([evidence, titles]) => [
    escapeText(evidence),
    [...titles].join(", "),
  ]);
  return renderTable(["evidence", "metrics"], rows);
}
