/** The statistics of a comparison: medians, intervals over pairs, Holm's correction. @module */
import { quantileOfT, twoSidedTail } from "./student.ts";

/** A number in [0, 1). */
export type Random = () => number;

/** An estimate with the interval that holds it. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** How sure an interval is, and which bounds of error are allowed. */
export const CONFIDENCE = 0.95;
/** The chance to find a change as large as the minimum detectable one. */
export const POWER = 0.9;

/** A seeded generator (mulberry32): the same seed gives the same numbers everywhere. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
  return next;
}

/**
 * The value with the share `q` of the values below it, linear between neighbours.
 *
 * @throws {RangeError} when there are no values.
 */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) throw new RangeError("Cannot take a quantile: there are no values");
  const sorted = Float64Array.from(values).sort();
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (place - below);
}

/** The middle value. @throws {RangeError} when there are no values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The arithmetic mean; NaN of none. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard deviation of a sample (n - 1); NaN below two values. */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return NaN;
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** A mean with its t interval. */
export interface MeanInterval extends Interval {
  /** The p value of the mean being zero. */
  readonly p: number;
  /** The standard error of the mean; NaN where one value gives none. */
  readonly error: number;
  readonly degrees: number;
}

/** How many of `count` values are trimmed at each end: one of eight, so that one accident is. */
export function trimOf(count: number): number {
  return Math.floor(count / 8);
}

/**
 * The mean of `values` with Student's t interval, after trimming `trim` values at each end.
 *
 * With `trim` 0 it is the textbook's. Else the error is that of the values with the trimmed ones
 * set to the outermost that are left (winsorized), and what was trimmed counts as lost:
 * K. K. Yuen, The two-sample trimmed t for unequal population variances, Biometrika 61 (1974).
 */
export function tInterval(
  values: readonly number[],
  { trim = 0, confidence = CONFIDENCE }: { trim?: number; confidence?: number } = {},
): MeanInterval {
  const sorted = values.toSorted((a, b) => a - b);
  const kept = sorted.slice(trim, sorted.length - trim);
  const estimate = mean(kept);
  const degrees = kept.length - 1;
  if (degrees < 1) return { estimate, low: -Infinity, high: Infinity, p: 1, error: NaN, degrees };
  const [least, most] = [kept[0]!, kept.at(-1)!];
  const pulledIn = sorted.map((value) => Math.min(most, Math.max(least, value)));
  const error = standardDeviation(pulledIn) * Math.sqrt(values.length) / kept.length;
  const reach = quantileOfT((1 + confidence) / 2, degrees) * error;
  const p = error === 0 ? (estimate === 0 ? 1 : 0) : twoSidedTail(estimate / error, degrees);
  return { estimate, low: estimate - reach, high: estimate + reach, p, error, degrees };
}

/**
 * A statistic of `values` with its bootstrap percentile interval.
 *
 * For statistics that have no formula. It is too narrow below some 15 values, so that no verdict
 * rests on it: those use {@linkcode tInterval}.
 */
export function bootstrapInterval(
  values: readonly number[],
  options: {
    readonly random: Random;
    readonly statistic?: (sample: readonly number[]) => number;
    readonly resamples?: number;
    readonly confidence?: number;
  },
): Interval {
  const { random, statistic = median, resamples = 1000, confidence = CONFIDENCE } = options;
  const estimates = new Array<number>(resamples);
  const sample = new Array<number>(values.length);
  for (let resample = 0; resample < resamples; resample++) {
    for (let index = 0; index < values.length; index++) {
      sample[index] = values[Math.floor(random() * values.length)]!;
    }
    estimates[resample] = statistic(sample);
  }
  const tail = (1 - confidence) / 2;
  return {
    estimate: statistic(values),
    low: quantile(estimates, tail),
    high: quantile(estimates, 1 - tail),
  };
}

/** Holm's step-down correction: p values that keep the chance of any false call below alpha. */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  for (const [rank, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, pValues[index]! * (pValues.length - rank)));
    adjusted[index] = largest;
  }
  return adjusted;
}

/**
 * The smallest mean that values of this standard error would show, in their unit.
 *
 * With a probability of {@linkcode POWER}, at {@linkcode CONFIDENCE} over all `comparisons` of the
 * family; Infinity where there is no error to go by.
 */
export function minimumDetectable(
  error: number,
  { degrees, comparisons = 1 }: { readonly degrees: number; readonly comparisons?: number },
): number {
  if (degrees < 1 || Number.isNaN(error)) return Infinity;
  const allowed = (1 - CONFIDENCE) / comparisons;
  return (quantileOfT(1 - allowed / 2, degrees) + quantileOfT(POWER, degrees)) * error;
}
