/** Orders that a seed repeats: which row, which point and which direction comes first. @module */
import { createRandom, type Random } from "../results/statistics.ts";

/** A copy of `items` in an order that the generator draws (Fisher-Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const drawn = [...items];
  for (let last = drawn.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [drawn[last], drawn[other]] = [drawn[other]!, drawn[last]!];
  }
  return drawn;
}

/** Which pair of a run, and with which seed. */
export interface Draw {
  readonly seed: number;
  readonly pair: number;
}

/** The points of the sweep in the order in which one pair visits them. */
export function pointOrder<T>(points: readonly T[], { seed, pair }: Draw): T[] {
  return shuffled(points, createRandom(seed * 31 + pair));
}

/**
 * The order of the rows in each round of one pair: mirrored from round to round (A B C, C B A),
 * so that a drift of the machine falls on all rows alike.
 *
 * Two pairs that follow each other (2k, 2k + 1) share a shuffled order and take it from opposite
 * ends, so that each row starts as often before as behind each other one.
 */
export function roundOrders<T>(rows: readonly T[], draw: Draw & { rounds: number }): T[][] {
  const drawn = shuffled(rows, createRandom(draw.seed * 7919 + (draw.pair >> 1)));
  if (draw.pair % 2 === 1) drawn.reverse();
  return Array.from(
    { length: draw.rounds },
    (_, round) => round % 2 === 0 ? [...drawn] : [...drawn].reverse(),
  );
}
