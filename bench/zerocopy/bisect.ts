/** Finds the size from which on one of two is cheaper, and how sure that is. @module */

/** Paired runs at one size. */
export interface Trial {
  readonly payloadBytes: number;
  /** The logarithm of the cost over that of send: below zero it is cheaper. */
  readonly logRatios: readonly number[];
}

/** Where the crossover is. */
export interface Crossover {
  /** The largest size at which the runs, all but one, say that send is cheaper; 0 for none. */
  readonly lowBytes: number;
  /** The smallest size at which they say that send is dearer; twice the largest where none is. */
  readonly highBytes: number;
  /** Between the two sizes around the change, on a logarithmic scale; undefined where none is. */
  readonly bytes?: number;
}

export const SIZE_MIN_BYTES = 1024;
export const SIZE_MAX_BYTES = 2 ** 20;
const STEPS = Math.log2(SIZE_MAX_BYTES / SIZE_MIN_BYTES);

/** Bisects over the powers of two, then steps outwards until all runs of a size but one agree. */
export function findCrossover(measure: (payloadBytes: number) => Trial): Crossover {
  const tried = new Map<number, Trial>();
  const at = (step: number) => {
    const known = tried.get(step);
    if (known !== undefined) return known;
    const trial = measure(SIZE_MIN_BYTES * 2 ** step);
    tried.set(step, trial);
    return trial;
  };
  let low = 0, high = STEPS;
  if (median(at(0)) > 0 && median(at(STEPS)) < 0) {
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (median(at(middle)) > 0) low = middle;
      else high = middle;
    }
  } else if (median(at(0)) <= 0) high = 0;
  else low = STEPS;
  const changes = low < high && median(at(low)) > 0 && median(at(high)) < 0;
  const share = changes ? median(at(low)) / (median(at(low)) - median(at(high))) : 0;
  let surelyLow = low, surelyHigh = high;
  while (surelyLow >= 0 && !agrees(at(surelyLow), (ratio) => ratio > 0)) surelyLow--;
  while (surelyHigh <= STEPS && !agrees(at(surelyHigh), (ratio) => ratio < 0)) surelyHigh++;
  return {
    lowBytes: surelyLow < 0 ? 0 : SIZE_MIN_BYTES * 2 ** surelyLow,
    highBytes: SIZE_MIN_BYTES * 2 ** Math.min(surelyHigh, STEPS + 1),
    ...(changes ? { bytes: SIZE_MIN_BYTES * 2 ** (low + share) } : {}),
  };
}

/** Whether all runs but one agree: one may have been disturbed. */
function agrees({ logRatios }: Trial, claim: (ratio: number) => boolean): boolean {
  return logRatios.filter(claim).length >= Math.max(1, logRatios.length - 1);
}

function median({ logRatios }: Trial): number {
  return [...logRatios].sort((a, b) => a - b)[logRatios.length >> 1]!;
}
