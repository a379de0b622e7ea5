/** The answer where the headline has a bound: who stays within it, and who has none. @module */
import type { Row } from "../results/comparison.ts";
import { escapeText, formatCode, formatPercent, formatValue, joinWords } from "./format.ts";
import { distinctRows, rowIn, type View } from "./view.ts";

/** What a row came to, and up to where it may go, at one setting. */
interface Reach {
  readonly value: number;
  /** 0 for none. */
  readonly bound: number;
}

/** `` Within its bound: `a` (up to 50 % of it: 32 KiB of 64 KiB). Without one: `b` (9 MiB). `` */
export function describeBound(bound: string, view: View): string {
  const { title, unit } = view.comparison.headline;
  const rows = distinctRows(view.slices).filter((row) =>
    (row.role === "baseline" || row.role === "subject") && view.brokenBy(row).length === 0
  );
  const clauses = new Map<string, string[]>();
  for (const row of rows) {
    const reaches = reachesOf(row, { bound, view });
    if (reaches.length === 0) continue;
    const { value, bound: most } = reaches.toSorted((a, b) => shareOf(b) - shareOf(a))[0]!;
    const size = formatValue(value, unit);
    const verdict = wordOf({ value, bound: most });
    const told = most === 0
      ? `${size} at the end`
      : `up to ${formatPercent(value / most)} of it: ${size} of ${formatValue(most, unit)}`;
    const names = clauses.get(verdict) ?? [];
    clauses.set(verdict, [...names, `${formatCode(row.implementation)} (${told})`]);
  }
  if (clauses.size === 0) return "No answer: no round of any row counts.";
  const sentences = [...clauses].map(([verdict, names]) => `${verdict}: ${joinWords(names)}.`);
  return `${sentences.join(" ")} Measured: ${escapeText(title)}.`;
}

/** Of all settings. */
function reachesOf(
  row: Row,
  { bound, view }: { readonly bound: string; readonly view: View },
): Reach[] {
  const { groups, headline } = view.comparison;
  return groups.flatMap(({ rows }) => {
    const cells = rowIn(rows, row)?.cells;
    const value = cells?.get(headline.id)?.value;
    const most = cells?.get(bound)?.value;
    return value === undefined || most === undefined ? [] : [{ value, bound: most }];
  });
}

/** Who has no bound reaches the farther the more there is of it. */
function shareOf({ value, bound }: Reach): number {
  return bound === 0 ? value : value / bound;
}

function wordOf({ value, bound }: Reach): string {
  if (bound === 0) return "Without a bound";
  return value > bound ? "Beyond its bound" : "Within its bound";
}
