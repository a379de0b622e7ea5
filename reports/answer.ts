/** The answer to a scenario's question, in one sentence made from the verdicts alone. @module */
import type { Cell, Row, Verdict } from "../results/comparison.ts";
import { escapeText, formatCode, formatNumber, formatPercent, joinWords } from "./format.ts";
import type { Slice } from "./settings.ts";
import { distinctRows, headlineCell, rowIn, type View } from "./view.ts";

/** Answers the scenario's question, in plain words. */
export function renderAnswer(view: View): string {
  const { comparison } = view;
  const struck = describeStruck(view);
  if (!comparison.groups.some((group) => group.rows.some((row) => row.rounds > 0))) {
    return `No answer: ${whyNothing(view)}.${struck}`;
  }
  if (comparison.unfit !== null) return `Not fit to compare: ${comparison.unfit}.${struck}`;
  if (comparison.baseline === null) {
    return `No comparison: no round of the baseline counts.${struck}`;
  }
  const subjects = distinctRows(view.slices)
    .filter((row) => row.role === "subject" && view.brokenBy(row).length === 0);
  if (subjects.length === 0) {
    return `No comparison: beside the baseline there is nothing to rank.${struck}`;
  }
  const baseline = distinctRows(view.slices).find((row) => row.role === "baseline")!;
  const what = `${comparison.headline.title}${perWhat(view)}`;
  const whole = describeAll(subjects, view);
  return `In ${what}, against ${
    view.label(baseline).replace(" (baseline)", "")
  }: ${whole}.${struck}`;
}

function perWhat({ comparison }: View): string {
  return comparison.headline.per === "operation" ? ` per ${comparison.scenario.operation}` : "";
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

/** Implementations that fared alike share a clause; the one with the best ratio comes first. */
function describeAll(subjects: readonly Row[], view: View): string {
  const clauses = new Map<string, { names: string[]; cells: Cell[] }>();
  const ordered = subjects
    .map((row) => ({ row, cells: cellsOf(row, view) }))
    .toSorted((a, b) => (meanRatio(a.cells) - meanRatio(b.cells)) * direction(view));
  for (const { row, cells } of ordered) {
    const fared = describeUniform(cells) ?? describeMixed(row, { cells, view });
    const clause = clauses.get(fared) ?? { names: [], cells: [] };
    clause.names.push(formatCode(row.implementation));
    clause.cells.push(...cells);
    clauses.set(fared, clause);
  }
  return [...clauses].map(([fared, { names, cells }]) => {
    const isUniform = new Set(cells.map(({ verdict }) => verdict)).size === 1;
    const changes = isUniform ? describeChanges(cells) : "";
    return `${joinWords(names)}: ${fared}${changes === "" ? "" : ` (${changes})`}`;
  }).join("; ");
}

function direction({ comparison }: View): number {
  return comparison.headline.better === "higher" ? -1 : 1;
}

function isDifferent(cell: Cell): boolean {
  return cell.verdict === "better" || cell.verdict === "worse";
}

function cellsOf(row: Row, view: View): Cell[] {
  return view.comparison.groups.flatMap((group) => {
    const here = rowIn(group.rows, row);
    const cell = here && headlineCell(here, view);
    return cell ? [cell] : [];
  });
}

function meanRatio(cells: readonly Cell[]): number {
  const logs = cells.flatMap((cell) => cell.ratio ? [Math.log(cell.ratio.estimate)] : []);
  return logs.length === 0 ? 0 : logs.reduce((sum, log) => sum + log, 0) / logs.length;
}

/** `better at all 16 settings`; undefined where the verdicts differ. */
function describeUniform(cells: readonly Cell[]): string | undefined {
  if (cells.length === 0) return "not measured";
  const [first, ...others] = new Set(cells.map(({ verdict }) => verdict));
  if (others.length > 0) return undefined;
  if (cells.length === 1) return first;
  return `${first} at ${cells.length === 2 ? "both settings" : `all ${cells.length} settings`}`;
}

const VERDICT_ORDER: readonly Verdict[] = ["better", "worse", "no difference shown", "not judged"];

/** Verdict by verdict: at how many settings, by how much, and where it is better. */
function describeMixed(
  row: Row,
  { cells, view }: { cells: readonly Cell[]; view: View },
): string {
  const parts = VERDICT_ORDER.flatMap((verdict) => {
    const having = cells.filter((cell) => cell.verdict === verdict);
    if (having.length === 0) return [];
    const where = verdict === "better" ? describePlaces(row, view) : "";
    const notes = [describeChanges(having), where].filter((note) => note !== "").join("; ");
    return [{ verdict, count: having.length, notes: notes === "" ? "" : ` (${notes})` }];
  });
  return parts.map(({ verdict, count, notes }, index) =>
    `${verdict} at ${count}${index === 0 ? ` of ${cells.length} settings` : ""}${notes}`
  ).join(", ");
}

/** Where a row is better: `payloadBytes 256 to 4096 with consumer touch`. */
function describePlaces(row: Row, view: View): string {
  return view.slices.flatMap((slice) => {
    const ranges = runsOf(row, { slice, view }).filter(({ verdict }) => verdict === "better")
      .map(({ from, to }) => from === to ? from : `${from} to ${to}`);
    if (ranges.length === 0) return [];
    const label = slice.label === "" ? "" : ` with ${slice.label}`;
    return `${slice.parameter} ${joinWords(ranges)}${label}`;
  }).join(", ");
}

interface RunOfVerdicts {
  readonly verdict: Verdict;
  readonly from: string;
  to: string;
}

function runsOf(row: Row, { slice, view }: { slice: Slice; view: View }): RunOfVerdicts[] {
  const runs: RunOfVerdicts[] = [];
  for (const { label, group } of slice.columns) {
    const here = rowIn(group.rows, row);
    const cell = here && headlineCell(here, view);
    if (!cell) continue;
    const last = runs.at(-1);
    if (last?.verdict === cell.verdict) last.to = label;
    else runs.push({ verdict: cell.verdict, from: label, to: label });
  }
  return runs;
}

/** `4.1 to 9.3 times less`: the range of the changes that were called; empty where none was. */
function describeChanges(cells: readonly Cell[]): string {
  const ratios = cells.flatMap((cell) => isDifferent(cell) ? [cell.ratio!.estimate] : []);
  if (ratios.length === 0) return "";
  const sorted = ratios.toSorted((a, b) => Math.abs(Math.log(a)) - Math.abs(Math.log(b)));
  const low = describeChange(sorted[0]!);
  const high = describeChange(sorted.at(-1)!);
  if (low === high) return low;
  const [, amount, unit] = /^(\S+) (.*)$/.exec(low)!;
  return high.endsWith(` ${unit}`) ? `${amount} to ${high}` : `${low} to ${high}`;
}

/** A ratio in words: `12 % less`, `4.1 times less`, `30 % more`. */
export function describeChange(ratio: number): string {
  const word = ratio < 1 ? "less" : "more";
  const factor = ratio < 1 ? 1 / ratio : ratio;
  if (factor < 2) return `${formatPercent(Math.abs(ratio - 1))} ${word}`;
  return `${factor >= 99.5 ? formatNumber(factor) : Number(factor.toPrecision(2))} times ${word}`;
}
