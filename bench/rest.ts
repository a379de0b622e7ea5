/** Decides when a warm-up has come to rest. @module */

/** So many chunks at least: code that was not compiled yet runs evenly, too. */
const CHUNKS_MIN = 6;
/** The last so many must be alike. */
const ALIKE = 3;
/** The largest share of the other threads (compiler, collector) in a chunk at rest. */
const OTHERS_SHARE_MAX = 0.02;
/** The largest difference of the time per cycle, as a share of the least. */
const CYCLE_SPREAD_MAX = 0.15;

/** What one chunk of warm-up was like. */
export interface Chunk {
  /** CPU of the measured thread for one cycle. */
  readonly cycleNs: number;
  /** CPU of the process's other threads, as a share of the chunk's wall time. */
  readonly othersShare: number;
}

/** Watches the chunks of one warm-up. */
export class Rest {
  readonly #last: Chunk[] = [];
  #count = 0;

  /** Takes the next chunk into account. */
  add(chunk: Chunk): void {
    this.#count++;
    this.#last.push(chunk);
    if (this.#last.length > ALIKE) this.#last.shift();
  }

  /** Whether the other threads are idle and the cycles take the same time. */
  get reached(): boolean {
    if (this.#count < CHUNKS_MIN) return false;
    if (this.#last.some(({ othersShare }) => othersShare > OTHERS_SHARE_MAX)) return false;
    const cycles = this.#last.map(({ cycleNs }) => cycleNs);
    return Math.max(...cycles) <= Math.min(...cycles) * (1 + CYCLE_SPREAD_MAX);
  }
}
