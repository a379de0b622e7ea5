/** The tables of the headline metric: values, ratios, and the noise of the harness. @module */
import type { Cell, Row, Verdict } from "../results/comparison.ts";
import {
  escapeText,
  formatChange,
  formatCode,
  formatFactor,
  formatNumber,
  formatPercent,
  formatRatio,
  renderTable,
} from "./format.ts";
import { type Slice, wordName } from "./settings.ts";
import type { Metric } from "../results/schema.ts";
import {
  distinctRows,
  headlineCell,
  rowIn,
  scaledValue,
  unitOf,
  type View,
  viewOf,
} from "./view.ts";

/** The mark behind a value, by its verdict. */
export const MARKS: Readonly<Record<Verdict, string>> = {
  baseline: "",
  better: " +",
  worse: " −",
  "no difference shown": " ≈",
  "not judged": "",
};

/** What the marks of {@linkcode renderValues} mean. */
export const MARK_LEGEND =
  "In the tables: `+` better than the baseline, `−` worse, `≈` no difference shown; " +
  "no mark: not judged. A struck out name broke a rule and is not ranked.";

/** The headline of every row (lines) at every setting (columns), a table a slice. */
export function renderValues(view: View): string {
  return view.slices.map((slice) => {
    const heading = sliceHeading(slice);
    const header = [unitOf(view), ...slice.columns.map(({ label }) => label || "value")];
    const rows = distinctRows([slice]).map((row) => [
      view.label(row),
      ...slice.columns.map(({ group }) => {
        const here = rowIn(group.rows, row);
        return here ? valueText(here, view) : "";
      }),
    ]);
    return heading +
      renderTable(header, rows, { right: header.map((_, column) => column).slice(1) });
  }).join("\n\n");
}

/** What the question asks for beside the headline: a table each, if there are several settings. */
export function renderAsked(view: View): string {
  return askedApart(view).map((metric) => {
    const unit = metric.unit === "" && metric.per === "operation"
      ? `, per ${escapeText(view.comparison.scenario.operation)}`
      : "";
    const { title, evidence, better } = metric;
    const sense = better === "neither" ? "" : `, ${better} is better`;
    const heading = `### ${escapeText(title)}${unit} (${evidence}${sense})`;
    return `${heading}\n\n${renderValues(viewOf(view, metric))}`;
  }).join("\n\n");
}

/** The metrics of {@linkcode renderAsked}: a range over settings would not answer. */
export function askedApart({ comparison: { scenario, metrics, groups } }: View): Metric[] {
  if (groups.length < 2) return [];
  return (scenario.asked ?? []).flatMap((id) => metrics.find((metric) => metric.id === id) ?? []);
}

function sliceHeading({ label, parameter, columns }: Slice): string {
  const across = columns.length > 1 || columns[0]!.label !== "" ? `by ${wordName(parameter)}` : "";
  const parts = [label, across].filter((part) => part !== "").map(escapeText);
  return parts.length === 0 ? "" : `**${parts.join(", ")}**\n\n`;
}

function valueText(row: Row, view: View): string {
  const cell = headlineCell(row, view);
  if (!cell) return row.voidRounds > 0 ? "void" : "";
  const mark = view.brokenBy(row).length > 0 ? "" : MARKS[cell.verdict];
  return formatNumber(scaledValue(cell, view)) + mark;
}

/** Ratio, interval, verdict and detectable change of every row at every setting. */
export function renderRatios(view: View): string {
  return view.slices.map((slice) => {
    const header = [
      wordName(slice.parameter) || "setting",
      "row",
      "ratio",
      "95 % interval",
      "verdict",
    ];
    const rows = slice.columns.flatMap(({ label, group }) =>
      distinctRows([slice]).flatMap((row) => {
        const here = rowIn(group.rows, row);
        const cell = here && headlineCell(here, view);
        return here && cell ? [[label, view.label(here), ...ratioTexts(cell, { here, view })]] : [];
      })
    );
    const heading = slice.label === "" ? "" : `**${escapeText(slice.label)}**\n\n`;
    const all = [...header, "detectable", "pairs"];
    return heading + renderTable(all, rows, { right: [0, 2, 3, 5, 6] });
  }).join("\n\n");
}

function ratioTexts(cell: Cell, { here, view }: { here: Row; view: View }): string[] {
  const verdict = view.brokenBy(here).length > 0 && here.role === "subject"
    ? "struck out"
    : cell.reason === undefined
    ? cell.verdict
    : `${cell.verdict}: ${escapeText(cell.reason)}`;
  const { ratio } = cell;
  if (ratio === null) return ["", "", verdict, "", String(cell.pairs)];
  const interval = Number.isFinite(ratio.high)
    ? `${formatFactor(ratio.low)} – ${formatFactor(ratio.high)}`
    : "unknown";
  const detectable = formatChange(ratio.detectable);
  return [formatRatio(ratio.estimate), interval, verdict, detectable, String(ratio.pairs)];
}

/** A smaller change than this is none that a table would show. */
const SHOWN_MIN = 0.0005;

/** How much twins differed, and the smallest change that rows here could show. */
export function renderNoise(view: View): string {
  const again: Cell[] = [];
  const detectable: number[] = [];
  for (const row of view.comparison.groups.flatMap((group) => group.rows)) {
    const cell = headlineCell(row, view);
    if (!cell?.ratio) continue;
    if (row.role === "baseline_again") again.push(cell);
    if (row.role === "subject") detectable.push(cell.ratio.detectable);
  }
  const twins = again.length === 0
    ? "No A/A row was measured: how far the harness itself is off is not known."
    : `A/A (the baseline against itself, in processes of its own): ${describeTwins(again)}.`;
  if (detectable.length === 0) return twins;
  if (Math.max(...detectable) < SHOWN_MIN) {
    return `${twins} Next to nothing varied: any change would show.`;
  }
  const [least, most] = [Math.min(...detectable), Math.max(...detectable)].map(formatChange);
  const range = least === most ? least : `${least} to ${most}, by setting and row`;
  return `${twins} The smallest change that could be shown: ${range}.`;
}

function describeTwins(again: readonly Cell[]): string {
  if (again.every(({ ratio }) => ratio!.estimate === 1 && ratio!.low === ratio!.high)) {
    return "the same in every set of processes";
  }
  const off = again.map(({ ratio }) => Math.abs(ratio!.estimate - 1));
  const edges = again.map(({ ratio }) => Math.max(Math.abs(ratio!.low - 1), ratio!.high - 1));
  const called = again.filter(({ verdict }) => verdict === "better" || verdict === "worse").length;
  const judged = again.filter(({ verdict }) => verdict !== "not judged").length;
  const calls = judged === 0 ? "not judged" : `called different at ${called} of ${judged} settings`;
  return `${calls}, off by at most ${formatPercent(Math.max(...off))}, noise floor ` +
    `${formatChange(Math.max(...edges))} (the widest end of its intervals)`;
}

/** How each row's medians stand to the native row's; empty where there is none. */
export function renderAgainstNative(view: View): string {
  const natives = distinctRows(view.slices).filter((row) => row.role === "native");
  return natives.map((native) => {
    const parts = distinctRows(view.slices)
      .filter((row) => row.role === "baseline" || row.role === "subject")
      .flatMap((row) => {
        const ratios = ratiosTo(native, { row, view });
        if (ratios.length === 0) return [];
        const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map(formatRatio);
        const range = least === most ? least : `${least} to ${most}`;
        return [`${view.label(row).replace(" (baseline)", "")} ${range}`];
      });
    if (parts.length === 0) return "";
    return `Medians against the native row ${formatCode(native.implementation)}, ` +
      `over the settings both have: ${parts.join(", ")}.`;
  }).filter((text) => text !== "").join("\n\n");
}

function ratiosTo(native: Row, { row, view }: { row: Row; view: View }): number[] {
  return view.comparison.groups.flatMap((group) => {
    const [a, b] = [rowIn(group.rows, row), rowIn(group.rows, native)];
    const value = a && headlineCell(a, view)?.value;
    const against = b && headlineCell(b, view)?.value;
    return value !== undefined && against !== undefined && against > 0 ? [value / against] : [];
  });
}
