/** What a consumer saw in one drain: plain cells, so that counting allocates nothing. @module */

/** Payloads handed out. */
export const RECORDS = 0;
/** Bytes of them; one drain moves less than 2 GiB. */
export const BYTES = 1;
/** Sum of the words that were read, modulo 2^32. */
export const SUM = 2;
/** The bits in which a number, or the seal of it, was not the one expected; 0: all were right. */
export const WRONG = 3;
/** The number the next payload must have; kept from drain to drain. */
export const SEQUENCE = 4;

/** How many cells there are. The C loop of bench/native writes the same ones. */
export const TALLY_CELLS = 5;

/** The word of a payload that `touch` adds up, beside its number and the seal at its end. */
export const SAMPLED_WORD = 2;

/** A consumer of one path, ready to drain. */
export interface Consumer extends Disposable {
  /** The cells above; set by {@linkcode drain}, which starts from zero but for SEQUENCE. */
  readonly tally: Int32Array;
  /** Consumes all that is ready. Never blocks. This call alone is inside the meter. */
  drain(): void;
}

/**
 * What a consumer does with each payload: `touch` samples a few words, `parse` reads them all,
 * `view` samples the same few through an array that it asks for.
 */
export type Depth = "touch" | "parse" | "view";

/** How a consumer is to work. */
export interface ConsumerOptions {
  readonly depth: Depth;
  /** Release after so many payloads; Infinity: once at the end of a drain. */
  readonly commitEvery: number;
}
