/** Ratios in words: how much less, how much more. @module */
import { formatNumber, formatPercent } from "./format.ts";

/** A change of at least this factor is told as a factor, a smaller one in per cent. */
const FACTOR_MIN = 2;

/** `4.1x to 9.3x less`, `1.7x to 2.1x less`: both ends of a range in one unit, the least first. */
export function describeChanges(ratios: readonly number[]): string {
  if (ratios.every((ratio) => ratio === 0)) return "none";
  const sorted = ratios.toSorted((a, b) => factorOf(a) - factorOf(b));
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const isFactor = factorOf(most) >= FACTOR_MIN;
  const [low, high] = [inWords(least, isFactor), inWords(most, isFactor)];
  if (low === high) return low;
  const word = / (less|more)$/.exec(low)![0];
  return high.endsWith(word) ? `${low.slice(0, -word.length)} to ${high}` : `${low} to ${high}`;
}

/** How many times: 0.25 and 4 alike are 4. */
function factorOf(ratio: number): number {
  return ratio < 1 ? 1 / ratio : ratio;
}

function inWords(ratio: number, isFactor: boolean): string {
  if (ratio === 0) return "none";
  const word = ratio < 1 ? "less" : "more";
  if (!isFactor) return `${formatPercent(Math.abs(ratio - 1))} ${word}`;
  const factor = factorOf(ratio);
  return `${factor >= 99.5 ? formatNumber(factor) : Number(factor.toPrecision(2))}x ${word}`;
}
