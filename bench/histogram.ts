/** A histogram of durations: log-linear, fixed memory, nothing allocated per value. @module */

/** Buckets per power of two, as bits: a value is known within 1/64, about 1.6 %. */
const SUB_BITS = 6;
const SUB_COUNT = 1 << SUB_BITS;
/** Values from here on share the last bucket: 2 s in nanoseconds. */
const VALUE_MAX = 0x7fff_ffff;
const BUCKETS = (31 - SUB_BITS + 1) * SUB_COUNT;

/** Counts values from 0 to 2^31 - 1; larger ones count as the largest, negative ones as 0. */
export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS);
  readonly #cells = new Float64Array(2);

  /** How many values there are. */
  get count(): number {
    return this.#cells[0]!;
  }

  /** The largest value, exact. */
  get maximum(): number {
    return this.#cells[1]!;
  }

  /** Adds a value. */
  record(value: number): void {
    const whole = value >= VALUE_MAX ? VALUE_MAX : value > 0 ? value | 0 : 0;
    this.#counts[bucketOf(whole)]! += 1;
    this.#cells[0]! += 1;
    if (whole > this.#cells[1]!) this.#cells[1] = whole;
  }

  /**
   * The least value that the share `q` of all values does not exceed, in the middle of its bucket.
   *
   * @throws {RangeError} when there are no values.
   */
  quantile(q: number): number {
    if (this.count === 0) throw new RangeError("Cannot take a quantile: there are no values");
    const rank = Math.max(1, Math.ceil(q * this.count));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += this.#counts[bucket]!;
      if (seen >= rank) return Math.min(middleOf(bucket), this.maximum);
    }
    return this.maximum;
  }

  /** Forgets all values. */
  clear(): void {
    this.#counts.fill(0);
    this.#cells.fill(0);
  }
}

/** Small values have a bucket each; above, the leading bits choose. */
function bucketOf(value: number): number {
  if (value < SUB_COUNT) return value;
  const shift = 31 - SUB_BITS - Math.clz32(value);
  return (shift << SUB_BITS) + (value >>> shift);
}

function middleOf(bucket: number): number {
  if (bucket < 2 * SUB_COUNT) return bucket;
  const shift = (bucket >> SUB_BITS) - 1;
  const lowest = (bucket - (shift << SUB_BITS)) * 2 ** shift;
  return lowest + 2 ** shift / 2;
}
