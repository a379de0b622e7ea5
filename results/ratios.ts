/** The ratio of each row to its baseline for one metric, and the verdict on it. @module */
import type { Cell, Ratio, Verdict } from "./comparison.ts";
import { pairMedians, type RawGroup, type RawRow } from "./groups.ts";
import type { Metric } from "./schema.ts";
import {
  CONFIDENCE,
  holm,
  type MeanInterval,
  median,
  minimumDetectable,
  tInterval,
  trimOf,
} from "./statistics.ts";

/** Fewer sets of processes than this give no verdict: two points make no spread. */
export const LEAST_PAIRS = 3;

interface Candidate {
  readonly row: RawRow;
  readonly group: RawGroup;
  readonly medians: ReadonlyMap<number, number>;
  /** Log-ratios to the baseline, pair by pair; or why there are none. */
  readonly logs: readonly number[] | string;
  /** Of the logs; undefined where there are none. */
  readonly mean: MeanInterval | undefined;
  adjustedP: number;
  /** How many rows its family of Holm's correction has. */
  comparisons: number;
}

/**
 * The cells of one metric over a whole scenario, by row.
 *
 * Subjects are one family of Holm's correction; the A/A rows are a family of their own, so that the
 * check of the harness is not made lenient by the number of subjects.
 */
export function judgeMetric(groups: readonly RawGroup[], metric: Metric): Map<RawRow, Cell> {
  const candidates = groups.flatMap((group) => candidatesOf(group, metric));
  for (const role of ["subject", "baseline_again"]) {
    const family = candidates.filter(({ row, mean, logs }) =>
      row.role === role && mean !== undefined && logs.length >= LEAST_PAIRS
    );
    const adjusted = holm(family.map(({ mean }) => mean!.p));
    for (const [index, candidate] of family.entries()) {
      candidate.adjustedP = adjusted[index]!;
      candidate.comparisons = family.length;
    }
  }
  return new Map(candidates.map((one) => [one.row, toCell(one, { candidates, metric })]));
}

function candidatesOf(group: RawGroup, metric: Metric): Candidate[] {
  const baselineRow = group.rows.find((row) => row.role === "baseline");
  const baseline = baselineRow ? pairMedians(baselineRow, metric) : new Map<number, number>();
  return group.rows.flatMap((row) => {
    const medians = pairMedians(row, metric);
    if (medians.size === 0) return [];
    const logs = row.role === "baseline" ? "it is the baseline" : logRatios(medians, baseline);
    const mean = typeof logs === "string" ? undefined : meanOf(logs, baseline);
    return [{ row, group, medians, logs, mean, adjustedP: mean?.p ?? 1, comparisons: 1 }];
  });
}

function logRatios(
  medians: ReadonlyMap<number, number>,
  baseline: ReadonlyMap<number, number>,
): readonly number[] | string {
  if (baseline.size === 0) return "no round of the baseline counts";
  const logs: number[] = [];
  for (const [pair, value] of medians) {
    const against = baseline.get(pair);
    if (against === undefined) continue;
    if (value < 0 || against <= 0) return "a value is zero";
    logs.push(Math.log(value / against));
  }
  if (logs.length === 0) return "it shares no set of processes with the baseline";
  const nothing = logs.filter((log) => log === -Infinity).length;
  return nothing === 0 || nothing === logs.length ? logs : "a value is zero";
}

/**
 * Of the log-ratios; where the row has nothing at all in any pair, the ratio is 0 without a spread,
 * and as sure as it is that the baseline has something.
 */
function meanOf(logs: readonly number[], baseline: ReadonlyMap<number, number>): MeanInterval {
  if (logs[0] !== -Infinity) return tInterval(logs, { trim: trimOf(logs.length) });
  const { p, degrees } = tInterval([...baseline.values()]);
  return { estimate: -Infinity, low: -Infinity, high: -Infinity, p, error: 0, degrees };
}

function toCell(
  one: Candidate,
  { candidates, metric }: { candidates: readonly Candidate[]; metric: Metric },
): Cell {
  const value = median([...one.medians.values()]);
  const pairs = one.medians.size;
  if (one.row.role === "baseline") return { value, pairs, ratio: null, verdict: "baseline" };
  if (typeof one.logs === "string") {
    return { value, pairs, ratio: null, verdict: "not judged", reason: one.logs };
  }
  const ratio = ratioOf(one, { mean: one.mean!, twinsError: errorOfTwins(one, candidates) });
  return { value, pairs, ratio, ...judge(ratio, { metric, row: one.row }) };
}

/** The standard error of the A/A row at the same parameters; NaN where there is none. */
function errorOfTwins({ group }: Candidate, candidates: readonly Candidate[]): number {
  const twins = candidates.find((other) =>
    other.group === group && other.row.role === "baseline_again"
  );
  return twins?.mean?.error ?? NaN;
}

function ratioOf(one: Candidate, { mean, twinsError }: {
  readonly mean: MeanInterval;
  readonly twinsError: number;
}): Ratio {
  const error = Number.isNaN(twinsError) ? mean.error : Math.max(mean.error, twinsError);
  const { degrees } = mean;
  return {
    estimate: Math.exp(mean.estimate),
    low: Math.exp(mean.low),
    high: Math.exp(mean.high),
    p: mean.p,
    adjustedP: one.adjustedP,
    detectable: Math.expm1(minimumDetectable(error, { degrees, comparisons: one.comparisons })),
    pairs: one.logs.length,
  };
}

/** Different means: significant after the correction, and at least what could be detected. */
function judge(
  ratio: Ratio,
  { metric, row }: { metric: Metric; row: RawRow },
): { verdict: Verdict; reason?: string } {
  if (row.role === "floor" || row.role === "native") {
    return { verdict: "not judged", reason: "for orientation" };
  }
  if (metric.better === "neither") {
    return { verdict: "not judged", reason: "neither more nor less of it is better" };
  }
  if (ratio.pairs < LEAST_PAIRS) {
    const sets = ratio.pairs === 1 ? "1 set" : `${ratio.pairs} sets`;
    return {
      verdict: "not judged",
      reason: `${sets} of processes, at least ${LEAST_PAIRS} needed`,
    };
  }
  const change = Math.abs(Math.log(ratio.estimate));
  const shown = ratio.adjustedP < 1 - CONFIDENCE && change >= Math.log1p(ratio.detectable);
  if (!shown) return { verdict: "no difference shown" };
  return { verdict: ratio.estimate < 1 === (metric.better === "lower") ? "better" : "worse" };
}
