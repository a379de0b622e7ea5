/** A distribution of durations: sum, maximum and a histogram, with nothing allocated per value. @module */

const COUNT = 0;
const SUM = 1;
const MAX = 2;
const BUCKET_COUNT = 40;
/** Buckets count in microseconds: the first holds all below one. */
const MICROSECONDS = 1e3;

/** Durations in milliseconds, in buckets that double. */
export class Timing {
  /** Cells, since fields with fractions would be boxed on each write. */
  readonly #cells = new Float64Array(3);
  readonly #buckets = new Float64Array(BUCKET_COUNT);

  /** Adds one duration; one below zero, from a clock that stepped back, counts as zero. */
  add(durationMs: number): void {
    const ms = durationMs > 0 ? durationMs : 0;
    this.#cells[COUNT]!++;
    this.#cells[SUM]! += ms;
    if (ms > this.#cells[MAX]!) this.#cells[MAX] = ms;
    // the count of leading zeros is the logarithm; longer than 35 minutes is all the same
    const microseconds = Math.min(ms * MICROSECONDS, 0x7fffffff) | 0;
    this.#buckets[32 - Math.clz32(microseconds)]!++;
  }

  /** How many were added. */
  get count(): number {
    return this.#cells[COUNT]!;
  }

  /** Their sum. */
  get sumMs(): number {
    return this.#cells[SUM]!;
  }

  /** The longest. */
  get maxMs(): number {
    return this.#cells[MAX]!;
  }

  /** Their mean; 0 when there are none. */
  get meanMs(): number {
    return this.count === 0 ? 0 : this.sumMs / this.count;
  }

  /**
   * A bound that the given share (0 to 1) of the durations does not exceed: the upper edge of its
   * bucket, at most twice the true value, and never above the maximum.
   */
  quantileMs(share: number): number {
    let left = share * this.count;
    for (let bucket = 0; bucket < BUCKET_COUNT; bucket++) {
      left -= this.#buckets[bucket]!;
      if (left <= 0) return Math.min(2 ** bucket / MICROSECONDS, this.maxMs);
    }
    return this.maxMs;
  }
}
