/** Text bars and a Mermaid chart of the headline metric. @module */
import type { Row } from "../results/comparison.ts";
import { flatten, formatNumber, shorten } from "./format.ts";
import { type Column, describeSetting, type Slice, wordName } from "./settings.ts";
import { distinctRows, headlineCell, rowIn, scaledValue, unitOf, type View } from "./view.ts";

const BAR_WIDTH = 32;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** Colours of chart lines, with the square that stands for each in the legend. */
const COLORS = [
  ["#3273dc", "🟦"],
  ["#e67e22", "🟧"],
  ["#27ae60", "🟩"],
  ["#c0392b", "🟥"],
  ["#8e44ad", "🟪"],
  ["#8b5a2b", "🟫"],
  ["#d4ac0d", "🟨"],
  ["#555555", "⬛"],
] as const;

/** Bars of the first and the last setting of each slice, as text. */
export function renderBars(view: View): string {
  return view.slices.flatMap(({ columns }) => {
    const [first, last] = [columns[0]!, columns.at(-1)!];
    return (first === last ? [first] : [first, last]).map((column) => barsOf(column, view));
  }).filter((block) => block !== "").join("\n\n");
}

function barsOf({ group }: Column, view: View): string {
  const rows = distinctRows(view.slices).flatMap((row) => {
    const here = rowIn(group.rows, row);
    const cell = here && headlineCell(here, view);
    return here && cell ? [{ name: plainLabel(here, view), value: scaledValue(cell, view) }] : [];
  });
  if (rows.length === 0) return "";
  const largest = Math.max(...rows.map(({ value }) => value));
  const nameWidth = Math.max(...rows.map(({ name }) => [...name].length));
  const valueWidth = Math.max(...rows.map(({ value }) => formatNumber(value).length));
  const lines = rows.map(({ name, value }) => {
    const padding = " ".repeat(nameWidth - [...name].length);
    return `${name}${padding}  ${formatNumber(value).padStart(valueWidth)}  ${
      bar(value / largest)
    }`;
  });
  const setting = describeSetting(group);
  const title = `${axisTitle(view)}${setting === "" ? "" : ` at ${setting}`}`;
  return ["```text", title, ...lines, "```"].join("\n");
}

/** A bar of block characters; `share` of its full width. */
export function bar(share: number): string {
  const eighths = Number.isFinite(share) ? Math.round(share * BAR_WIDTH * 8) : 0;
  const text = "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!;
  return text === "" ? "▏" : text;
}

function plainLabel(row: Row, view: View): string {
  const name = shorten(flatten(row.implementation).replaceAll("`", "'"));
  const role = { baseline: "", baseline_again: " (A/A)", subject: "" }[row.role as string];
  const struck = view.brokenBy(row).length > 0 ? " (struck out)" : "";
  return `${name}${role ?? ` (${row.role})`}${struck}`;
}

/**
 * One Mermaid chart, of the first slice in which the settings have an order: a line between two
 * kinds of socket would mean nothing, and one setting stands in the bars. Empty where none has.
 */
export function renderChart(view: View): string {
  const slice = view.slices.find(({ columns, parameter }) =>
    columns.length > 1 &&
    columns.every(({ group }) => typeof group.parameters[parameter] === "number") &&
    columns.some(({ group }) => group.rows.some((row) => headlineCell(row, view)))
  );
  if (slice === undefined) return "";
  const rows = distinctRows([slice]).filter((row) => row.role !== "baseline_again");
  const series = rows.flatMap((row) => seriesOf(row, { slice, view }));
  return series.length === 0 ? "" : lineChart(series, { rows, slice, view });
}

interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

/** A row that has a value in every column; the A/A row would only hide its twin. */
function seriesOf(row: Row, { slice, view }: Place): Series[] {
  const values = slice.columns.flatMap(({ group }) => {
    const here = rowIn(group.rows, row);
    const cell = here && headlineCell(here, view);
    return cell ? [scaledValue(cell, view)] : [];
  });
  return values.length === slice.columns.length ? [{ name: plainLabel(row, view), values }] : [];
}

interface Place {
  readonly slice: Slice;
  readonly view: View;
}

function lineChart(
  all: readonly Series[],
  { rows, slice, view }: Place & { readonly rows: readonly Row[] },
): string {
  const series = fewest(all);
  const labels = slice.columns.map(({ label }) => quote(label)).join(", ");
  const lines = series.map(({ values }) => `line [${values.map(plain).join(", ")}]`);
  const legend = series.map(({ name }, index) => `${COLORS[index]![1]} ${name}`).join(" · ");
  const body = [
    `x-axis ${quote(wordName(slice.parameter))} [${labels}]`,
    yAxis(series, view),
    ...lines,
  ];
  const drawn = new Set(series.map(({ name }) => name));
  const left = rows.map((row) => plainLabel(row, view)).filter((name) => !drawn.has(name));
  const more = left.length > 0 ? ` · not drawn: ${left.join(", ")}` : "";
  return `${mermaid({ slice, view }, body)}\n\n${`${legend}${more}`.replaceAll("~", "\\~")}`;
}

/** No more lines than there are colours; floor rows are left out first. */
function fewest(all: readonly Series[]): readonly Series[] {
  if (all.length <= COLORS.length) return all;
  const isFloor = ({ name }: Series) => name.includes(" (floor)");
  const kept = [...all.filter((one) => !isFloor(one)), ...all.filter(isFloor)];
  return kept.slice(0, COLORS.length);
}

function yAxis(series: readonly Series[], view: View): string {
  const largest = Math.max(...series.flatMap(({ values }) => values));
  return `y-axis ${quote(axisTitle(view))} 0 --> ${plain(largest > 0 ? largest * 1.05 : 1)}`;
}

/** The unit; a count has none, and goes by its name. */
function axisTitle(view: View): string {
  return unitOf(view) || view.comparison.headline.title;
}

function mermaid({ slice, view }: Place, body: readonly string[]): string {
  const { headline, scenario } = view.comparison;
  const by = ` by ${wordName(slice.parameter)}`;
  const better = headline.better === "neither" ? "" : ` (${headline.better} is better)`;
  const label = slice.label === "" ? "" : `, ${slice.label}`;
  const title = `${scenario.id}: ${headline.title}${by}${label}${better}`;
  const palette = COLORS.map(([color]) => color).join(", ");
  return [
    "```mermaid",
    "---",
    "config:",
    "  themeVariables:",
    "    xyChart:",
    `      plotColorPalette: "${palette}"`,
    "---",
    "xychart-beta",
    ...[`title ${quote(title)}`, ...body].map((line) => `    ${line}`),
    "```",
  ].join("\n");
}

/** A number as Mermaid's grammar takes it: no exponent, no thousands. */
function plain(value: number): string {
  return value.toFixed(value < 1 ? 4 : 2);
}

function quote(text: string): string {
  return `"${flatten(text).replaceAll(/["`]/g, "'")}"`;
}
