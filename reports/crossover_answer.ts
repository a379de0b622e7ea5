/** The answer where the headline is a place: from which size on each row is better. @module */
import type { Row } from "../results/comparison.ts";
import type { Metric } from "../results/schema.ts";
import { escapeText, formatCode, formatValue } from "./format.ts";
import { type Slice, wordName } from "./settings.ts";
import { distinctRows, rowIn, type View } from "./view.ts";

/** What the headline says of itself. */
export type CrossoverMetric = NonNullable<Metric["crossover"]>;

/** `With source cold: \`a\` overtakes \`send\` at 24 KiB (...)`: a sentence a setting. */
export function describeCrossovers(metric: CrossoverMetric, view: View): string {
  const sentences = view.slices.flatMap((slice) =>
    slice.columns.map((column) => {
      const rows = distinctRows([slice])
        .filter((row) => row.role === "subject" && view.brokenBy(row).length === 0)
        .flatMap((row) => rowIn(column.group.rows, row) ?? []);
      const clauses = rows.filter(({ rounds }) => rounds > 0)
        .map((row) => describeRow(row, { metric, view }));
      const text = clauses.length === 0 ? "nothing was measured" : clauses.join("; ");
      const setting = settingOf(slice, column.label);
      return setting === "" ? `${text}.` : `With ${escapeText(setting)}: ${text}.`;
    })
  );
  return sentences.join(" ");
}

function settingOf({ parameter, label }: Slice, column: string): string {
  const own = column === "" ? "" : `${wordName(parameter)} ${column}`;
  return [own, label].filter((part) => part !== "").join(", ");
}

function describeRow(
  row: Row,
  { metric, view }: { readonly metric: CrossoverMetric; readonly view: View },
): string {
  const { unit, id } = view.comparison.headline;
  const name = formatCode(row.implementation);
  const against = formatCode(metric.against);
  const [found, low, high] = [id, metric.low, metric.high].map((one) => row.cells.get(one));
  if (low === undefined || high === undefined) return `${name}: no search ended`;
  const size = (value: number) => formatValue(value, unit);
  if (found !== undefined) {
    const rare = found.pairs < low.pairs ? `, in ${found.pairs} of ${low.pairs} searches` : "";
    const interval = describeInterval({ low: low.value, high: high.value }, { metric, size });
    return `${name} overtakes ${against} at ${size(found.value)} (${interval}${rare})`;
  }
  if (high.value <= metric.least) {
    return `${name} is cheaper than ${against} from ${size(metric.least)} on, the least size tried`;
  }
  const upTo = low.value >= metric.most ? `: ${against} is cheaper` : "";
  return `${name}: no crossover found up to ${size(metric.most)}${upTo}`;
}

function describeInterval(
  { low, high }: { readonly low: number; readonly high: number },
  { metric, size }: { readonly metric: CrossoverMetric; readonly size: (value: number) => string },
): string {
  if (low < metric.least && high > metric.most) return "no size is sure";
  if (low < metric.least) return `surely from ${size(high)} on`;
  if (high > metric.most) return `surely not up to ${size(low)}`;
  return `surely not up to ${size(low)}, surely from ${size(high)} on`;
}
