/** The answer to a scenario's question, in one sentence made from the verdicts alone. @module */
import type { Cell, Row } from "../results/comparison.ts";
import { describeBound } from "./bound_answer.ts";
import { describeChanges } from "./change_words.ts";
import { describeCrossovers } from "./crossover_answer.ts";
import { escapeText, formatChange, formatCode, formatNumber, joinWords } from "./format.ts";
import { describeQuotient, quotientOf } from "./quotient_answer.ts";
import { allCells, cellsIn, describePlaces, EVERYWHERE } from "./places.ts";
import { describeParameters, type Slice } from "./settings.ts";
import { splitTables, type TableView } from "./tables_of.ts";
import { distinctRows, scaledValue, type View, viewOf } from "./view.ts";

/** Answers the scenario's question, in plain words: a sentence a table where it has several. */
export function renderAnswer(view: View): string {
  const { comparison } = view;
  const struck = describeStruck(view);
  if (!comparison.groups.some((group) => group.rows.some((row) => row.rounds > 0))) {
    return `No answer: ${whyNothing(view)}.${struck}`;
  }
  // taken within one process: whether two processes compare says nothing of it
  const quotient = quotientOf(view);
  if (quotient) return `${describeQuotient(quotient, view)}${struck}`;
  if (comparison.unfit !== null) return `Not fit to compare: ${comparison.unfit}.${struck}`;
  const { bound, crossover } = comparison.headline;
  if (crossover) return `${describeCrossovers(crossover, view)}${struck}`;
  if (bound !== undefined) return `${describeBound(bound, view)}${struck}`;
  const answers = splitTables(view).map((table) =>
    `${table.label === "" ? "" : `With ${escapeText(table.label)}: `}${answerTable(table)}`
  );
  return `${answers.join(" ")}${struck}`;
}

/** The headline in full; of what the question asks for beside it, who differs. */
function answerTable({ view, shared }: TableView): string {
  if (view.comparison.baseline === null) return "No comparison: no round of the baseline counts.";
  const subjects = distinctRows(view.slices)
    .filter((row) => row.role === "subject" && view.brokenBy(row).length === 0);
  if (subjects.length === 0) return "No comparison: beside the baseline there is nothing to rank.";
  const headline = `${describeMeasured(view, describePoint(view, shared))}. ` +
    compareSubjects(subjects, view);
  const asked = view.comparison.scenario.asked ?? [];
  return [headline, ...asked.flatMap((id) => answerAsked(id, { subjects, view }))].join(" ");
}

/** `; the one setting measured: payload 64 KiB`: a single point answers for no other. */
function describePoint({ comparison: { groups } }: View, shared: readonly string[]): string {
  const own = Object.entries(groups[0]!.parameters).filter(([name]) => !shared.includes(name));
  if (groups.length > 1 || own.length === 0) return "";
  const point = escapeText(describeParameters(Object.fromEntries(own)));
  return `; the one setting measured: ${point}`;
}

/** `CPU of the process per record (`copy`: 16.4 to 267 ns)`: the ratios say nothing of the size. */
function describeMeasured(view: View, point = ""): string {
  const size = describeSize(baselineOf(view), view);
  return `${describeMetric(view)} (${formatCode(view.comparison.baseline!)}: ${size}${point})`;
}

/** `CPU of the process per record`. */
function describeMetric({ comparison: { headline, scenario } }: View): string {
  const per = headline.per === "operation" ? ` per ${scenario.operation}` : "";
  return escapeText(headline.title + per);
}

/** `16.4 to 267 ns`, over the settings of a row. */
function describeSize(row: Row, view: View): string {
  const values = allCells(row, view).map((cell) => scaledValue(cell, view));
  const [least, most] = [Math.min(...values), Math.max(...values)].map(formatNumber);
  const isOne = least === most || Number(least) === Number(most); // 1 and 1.00
  return `${isOne ? least : `${least} to ${most}`} ${view.scale.unit}`.trim();
}

function baselineOf({ slices }: View): Row {
  return distinctRows(slices).find(({ role }) => role === "baseline")!;
}

/** A further metric, in short: rows that are called neither better nor worse are not named. */
function answerAsked(
  id: string,
  { subjects, view }: { readonly subjects: readonly Row[]; readonly view: View },
): string[] {
  const metric = view.comparison.metrics.find((one) => one.id === id);
  if (metric === undefined) return [];
  const own = viewOf(view, metric);
  if (allCells(baselineOf(own), own).length === 0) return [];
  if (metric.better === "neither") return [listSizes([baselineOf(own), ...subjects], own)];
  const cells = subjects.flatMap((row) => allCells(row, own));
  const verdict = cells.some(isDifferent)
    ? compareSubjects(subjects, own, "short")
    : cells.some((cell) => cell.verdict === "no difference shown")
    ? "no difference shown."
    : `not judged: ${reasonsOf(cells)}.`;
  return [`${describeMeasured(own)}: ${verdict[0]!.toLowerCase()}${verdict.slice(1)}`];
}

/** `Share not copied: `send` 0, `msg_zerocopy` 1.`: where neither way is better, what each has. */
function listSizes(rows: readonly Row[], view: View): string {
  const sizes = rows.filter((row) => allCells(row, view).length > 0)
    .map((row) => `${formatCode(row.implementation)} ${describeSize(row, view)}`);
  return `${describeMetric(view)}: ${sizes.join(", ")}.`;
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

/** What one implementation was called, where, and by how much. */
interface Clause {
  readonly places: string;
  readonly names: string[];
  readonly cells: Map<Slice, Cell[]>;
}

/** Who is better, who is worse, and who neither; the best ratio first. */
function compareSubjects(
  subjects: readonly Row[],
  view: View,
  form: "whole" | "short" = "whole",
): string {
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
    form === "whole" && alike.length > 0
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
    return `Not judged: ${names} (${reasonsOf(cells)}).`;
  }
  const missed = Math.max(...judged.map(({ ratio }) => ratio!.detectable));
  const size = missed === 0 ? "" : ` (changes below ${formatChange(missed)} may have been missed)`;
  return `No difference shown: ${names}${size}.`;
}

/** Why cells were not judged. */
function reasonsOf(cells: readonly Cell[]): string {
  const reasons = new Set(cells.map(({ reason }) => escapeText(reason ?? "no reason")));
  return [...reasons].join("; ") || "not measured";
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
      : rangeOf([...cells.values()].flat());
    return `${joinWords(names)}${places} (${changes})`;
  });
}

/** `consumer touch: 2.1x to 11x less; consumer parse: 40 % less`: one range where all agree. */
function describeBySlice(cells: ReadonlyMap<Slice, readonly Cell[]>): string {
  const ranges = [...cells].flatMap(([{ label }, some]) =>
    some.length === 0 ? [] : [{ label, range: rangeOf(some) }]
  );
  const isAlike = ranges.every(({ range }) => range === ranges[0]!.range);
  if (isAlike || ranges.length > 3) return rangeOf([...cells.values()].flat());
  return ranges.map(({ label, range }) => `${escapeText(label)}: ${range}`).join("; ");
}

function direction({ comparison }: View): number {
  return comparison.headline.better === "higher" ? -1 : 1;
}

function isDifferent(cell: Cell): boolean {
  return cell.verdict === "better" || cell.verdict === "worse";
}

function meanRatio(cells: readonly Cell[]): number {
  const logs = cells.flatMap((cell) => cell.ratio ? [Math.log(cell.ratio.estimate)] : []);
  return logs.length === 0 ? 0 : logs.reduce((sum, log) => sum + log, 0) / logs.length;
}

/** The range of the changes that were called. */
function rangeOf(cells: readonly Cell[]): string {
  return describeChanges(
    cells.flatMap((cell) => isDifferent(cell) ? [cell.ratio!.estimate] : []),
  );
}
