/** The answer to a scenario's question, in one sentence made from the verdicts alone. @module */
import type { Cell, Row } from "../results/comparison.ts";
import {
  escapeText,
  formatChange,
  formatCode,
  formatNumber,
  formatPercent,
  joinWords,
} from "./format.ts";
import { type Slice, wordName } from "./settings.ts";
import { describeCrossovers } from "./crossover_answer.ts";
import { describeQuotient, quotientOf } from "./quotient_answer.ts";
import { splitTables } from "./tables_of.ts";
import { distinctRows, headlineCell, rowIn, scaledValue, type View } from "./view.ts";

/** Answers the scenario's question, in plain words: a sentence a table where it has several. */
export function renderAnswer(view: View): string {
  const { comparison } = view;
  const struck = describeStruck(view);
  if (!comparison.groups.some((group) => group.rows.some((row) => row.rounds > 0))) {
    return `No answer: ${whyNothing(view)}.${struck}`;
  }
  if (comparison.unfit !== null) return `Not fit to compare: ${comparison.unfit}.${struck}`;
  const { crossover } = comparison.headline;
  if (crossover) return `${describeCrossovers(crossover, view)}${struck}`;
  const quotient = quotientOf(view);
  if (quotient) return `${describeQuotient(quotient, view)}${struck}`;
  const tables = splitTables(view);
  const answers = tables.map(({ label, view: table }) =>
    `${label === "" ? "" : `With ${escapeText(label)}: `}${answerTable(table)}`
  );
  return `${answers.join(" ")}${struck}`;
}

function answerTable(view: View): string {
  if (view.comparison.baseline === null) return "No comparison: no round of the baseline counts.";
  const subjects = distinctRows(view.slices)
    .filter((row) => row.role === "subject" && view.brokenBy(row).length === 0);
  if (subjects.length === 0) return "No comparison: beside the baseline there is nothing to rank.";
  return `${compareSubjects(subjects, view)} Measured: ${describeHeadline(view)}.`;
}

/** `CPU of the process per record (`copy`: 16.4 to 267 ns)`: the ratios say nothing of the size. */
function describeHeadline(view: View): string {
  const { comparison: { headline, scenario, baseline }, scale } = view;
  const per = headline.per === "operation" ? ` per ${scenario.operation}` : "";
  const row = distinctRows(view.slices).find(({ role }) => role === "baseline")!;
  const values = allCells(row, view).map((cell) => scaledValue(cell, view));
  const [least, most] = [Math.min(...values), Math.max(...values)].map(formatNumber);
  const range = least === most ? least : `${least} to ${most}`;
  const size = `${range} ${scale.unit}`.trim();
  return `${escapeText(headline.title + per)} (${formatCode(baseline!)}: ${size})`;
}

function whyNothing({ comparison }: View): string {
  if (comparison.voids.length > 0) return "every round was void";
  const reason = comparison.unavailable[0]?.reason;
  return reason === undefined ? "no round was measured" : `unavailable: ${escapeText(reason)}`;
}

function describeStruck(view: View): string {
  const struck = distinctRows(view.slices).filter((row) =>
    row.role !== "baseline_again" && view.brokenBy(row).length > 0
  );
  if (struck.length === 0) return "";
  const names = struck.map((row) =>
    `~~${formatCode(row.implementation)}~~ (broke ${view.brokenBy(row).map(formatCode).join(", ")})`
  );
  return ` Struck out and not ranked: ${joinWords(names)}.`;
}

const EVERYWHERE = " at every setting";

/** What one implementation was called, where, and by how much. */
interface Clause {
  readonly places: string;
  readonly names: string[];
  readonly cells: Map<Slice, Cell[]>;
}

/** Who is better, who is worse, and who neither; the best ratio first. */
function compareSubjects(subjects: readonly Row[], view: View): string {
  const baseline = formatCode(view.comparison.baseline!);
  const ordered = subjects.toSorted((a, b) =>
    (meanRatio(allCells(a, view)) - meanRatio(allCells(b, view))) * direction(view)
  );
  const better = clausesOf(ordered, { verdict: "better", view });
  const worse = clausesOf(ordered, { verdict: "worse", view });
  const called = (row: Row) => allCells(row, view).some(isDifferent);
  const alike = ordered.filter((row) => !called(row));
  const rest = ordered.flatMap((row) => allCells(row, view)).filter((cell) => !isDifferent(cell));
  return [
    better.length > 0 ? `Better than ${baseline}: ${better.join("; ")}.` : "",
    worse.length > 0 ? `Worse than ${baseline}: ${worse.join("; ")}.` : "",
    alike.length > 0
      ? describeAlike(alike, view)
      : rest.some(({ verdict }) => verdict === "no difference shown")
      ? "No difference shown elsewhere."
      : "",
  ].filter((sentence) => sentence !== "").join(" ");
}

/** `no difference shown: ...`, with the size of what could have been missed. */
function describeAlike(rows: readonly Row[], view: View): string {
  const names = joinWords(rows.map((row) => formatCode(row.implementation)));
  const cells = rows.flatMap((row) => allCells(row, view));
  const judged = cells.filter(({ verdict }) => verdict === "no difference shown");
  if (judged.length === 0) {
    const reasons = new Set(cells.map(({ reason }) => escapeText(reason ?? "no reason")));
    return `Not judged: ${names} (${[...reasons].join("; ") || "not measured"}).`;
  }
  const missed = Math.max(...judged.map(({ ratio }) => ratio!.detectable));
  const size = missed === 0 ? "" : ` (changes below ${formatChange(missed)} may have been missed)`;
  return `No difference shown: ${names}${size}.`;
}

/** `` `unsafe` and `lease` at payload 2 KiB (4.1x to 9.3x less) ``: alike where called alike. */
function clausesOf(
  rows: readonly Row[],
  { verdict, view }: { readonly verdict: "better" | "worse"; readonly view: View },
): string[] {
  const clauses = new Map<string, Clause>();
  for (const row of rows) {
    const places = describePlaces(row, { verdict, view });
    if (places === undefined) continue;
    // who has nothing at all stands apart: no range leads there
    const isNone = allCells(row, view).every((cell) => cell.ratio?.estimate === 0);
    const key = `${isNone} ${places}`;
    const clause = clauses.get(key) ?? { places, names: [], cells: new Map<Slice, Cell[]>() };
    clause.names.push(formatCode(row.implementation));
    for (const slice of view.slices) {
      const cells = cellsIn(slice, { row, view }).filter((cell) => cell?.verdict === verdict);
      clause.cells.set(slice, [...clause.cells.get(slice) ?? [], ...cells as Cell[]]);
    }
    clauses.set(key, clause);
  }
  return [...clauses.values()].map(({ places, names, cells }) => {
    const changes = places === EVERYWHERE
      ? describeBySlice(cells)
      : describeChanges([...cells.values()].flat());
    return `${joinWords(names)}${places} (${changes})`;
  });
}

/** `consumer touch: 2.1x to 11x less; consumer parse: 40 % less`: one range where all agree. */
function describeBySlice(cells: ReadonlyMap<Slice, readonly Cell[]>): string {
  const ranges = [...cells].flatMap(([{ label }, some]) =>
    some.length === 0 ? [] : [{ label, range: describeChanges(some) }]
  );
  if (ranges.length < 2 || ranges.length > 3) return describeChanges([...cells.values()].flat());
  return ranges.map(({ label, range }) => `${escapeText(label)}: ${range}`).join("; ");
}

function direction({ comparison }: View): number {
  return comparison.headline.better === "higher" ? -1 : 1;
}

function isDifferent(cell: Cell): boolean {
  return cell.verdict === "better" || cell.verdict === "worse";
}

/** The headline of a row in each column of a slice; undefined where it was not measured. */
function cellsIn(
  { columns }: Slice,
  { row, view }: { readonly row: Row; readonly view: View },
): (Cell | undefined)[] {
  return columns.map(({ group }) => {
    const here = rowIn(group.rows, row);
    return here && headlineCell(here, view);
  });
}

function allCells(row: Row, view: View): Cell[] {
  return view.slices.flatMap((slice) => cellsIn(slice, { row, view })).filter((cell) =>
    cell !== undefined
  );
}

function meanRatio(cells: readonly Cell[]): number {
  const logs = cells.flatMap((cell) => cell.ratio ? [Math.log(cell.ratio.estimate)] : []);
  return logs.length === 0 ? 0 : logs.reduce((sum, log) => sum + log, 0) / logs.length;
}

/**
 * Where a row has a verdict: ` at every setting`, ` at payload 256 B to 4 KiB`, ` at payload 2 KiB
 * with consumer parse`; empty where there is one setting only, undefined where it has it nowhere.
 */
function describePlaces(
  row: Row,
  { verdict, view }: { readonly verdict: "better" | "worse"; readonly view: View },
): string | undefined {
  const cells = allCells(row, view);
  const count = cells.filter((cell) => cell.verdict === verdict).length;
  if (count === 0) return undefined;
  const settings = view.comparison.groups.length;
  if (count === settings) return settings === 1 ? "" : EVERYWHERE;
  const places = view.slices.map((slice) => ({
    slice,
    runs: runsOf(slice, cellsIn(slice, { row, view }).map((cell) => cell?.verdict === verdict)),
  })).filter(({ runs }) => runs !== "");
  const { parameter } = view.slices[0]!;
  const isSame = places.length === view.slices.length &&
    places.every(({ runs }) => runs === places[0]!.runs);
  const shown = isSame ? [{ slice: { label: "" }, runs: places[0]!.runs }] : places;
  const texts = shown.map(({ slice: { label }, runs }) =>
    escapeText(label === "" ? runs : `${runs} with ${label}`)
  );
  return ` at ${wordName(parameter)} ${joinWords(texts)}`;
}

/** `64 B, 256 B to 4 KiB`: the columns that are marked; what has no order makes no range. */
function runsOf({ columns, parameter }: Slice, marked: readonly boolean[]): string {
  const runs: { from: string; to: string }[] = [];
  for (const [index, { label }] of columns.entries()) {
    if (!marked[index]) continue;
    const isOrdered = typeof columns[index]!.group.parameters[parameter] === "number";
    if (isOrdered && index > 0 && marked[index - 1]) runs.at(-1)!.to = label;
    else runs.push({ from: label, to: label });
  }
  return runs.map(({ from, to }) => from === to ? from : `${from} to ${to}`).join(", ");
}

/** `4.1x to 9.3x less`: the range of the changes that were called; empty where none was. */
function describeChanges(cells: readonly Cell[]): string {
  const ratios = cells.flatMap((cell) => isDifferent(cell) ? [cell.ratio!.estimate] : []);
  const sorted = ratios.toSorted((a, b) => Math.abs(Math.log(a)) - Math.abs(Math.log(b)));
  const low = describeChange(sorted[0]!);
  const high = describeChange(sorted.at(-1)!);
  if (low === high) return low;
  const word = / (less|more)$/.exec(low)![0];
  return high.endsWith(word) ? `${low.slice(0, -word.length)} to ${high}` : `${low} to ${high}`;
}

/** A ratio in words: `12 % less`, `4.1x less`, `0`, `30 % more`, `6x more` (six-fold). */
export function describeChange(ratio: number): string {
  if (ratio === 0) return "0";
  const word = ratio < 1 ? "less" : "more";
  const factor = ratio < 1 ? 1 / ratio : ratio;
  if (factor < 2) return `${formatPercent(Math.abs(ratio - 1))} ${word}`;
  return `${factor >= 99.5 ? formatNumber(factor) : Number(factor.toPrecision(2))}x ${word}`;
}
