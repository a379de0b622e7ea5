/** Where a row was called better, or worse: settings in words. @module */
import type { Cell, Row } from "../results/comparison.ts";
import { escapeText, joinWords } from "./format.ts";
import { type Slice, wordName } from "./settings.ts";
import { headlineCell, rowIn, type View } from "./view.ts";

/** What {@linkcode describePlaces} says of a row that is called alike at all its settings. */
export const EVERYWHERE = " at every setting";

/** The headline of a row in each column of a slice; undefined where it was not measured. */
export function cellsIn(
  { columns }: Slice,
  { row, view }: { readonly row: Row; readonly view: View },
): (Cell | undefined)[] {
  return columns.map(({ group }) => {
    const here = rowIn(group.rows, row);
    return here && headlineCell(here, view);
  });
}

/** The headline of a row wherever it was measured. */
export function allCells(row: Row, view: View): Cell[] {
  return view.slices.flatMap((slice) => cellsIn(slice, { row, view })).filter((cell) =>
    cell !== undefined
  );
}

/**
 * Where a row has a verdict: ` at every setting`, ` at payload 256 B to 4 KiB`, ` at payload 2 KiB
 * with consumer parse`; empty where there is one setting only, undefined where it has it nowhere.
 */
export function describePlaces(
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
