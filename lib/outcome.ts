/** The results of reading and waiting: small integers, so that the data path allocates nothing. @module */

/** Nothing is ready now. Not the end. */
export const EMPTY = 0;
/** A payload, which may be of length zero. */
export const DATA = 1;
/** A payload that its producer threw away. */
export const DISCARDED = 2;
/** The peer has finished; nothing will come. */
export const END = 3;
/** The wait ran out of time. */
export const DEADLINE = 4;
/** This side was closed. */
export const CLOSED = 5;
/** The wait was ended by a flush, after all that was ready had been handed out. */
export const FLUSHED = 6;
/** A wait found something to read. */
export const READY = 7;
/** The kernel dropped payloads because this side was too slow: a netlink dump must start again. */
export const OVERRUN = 8;
/** One connection of several failed; the source says which and how. */
export const BROKEN = 9;

/** One of the constants above. */
export type Outcome =
  | typeof EMPTY
  | typeof DATA
  | typeof DISCARDED
  | typeof END
  | typeof DEADLINE
  | typeof CLOSED
  | typeof FLUSHED
  | typeof READY
  | typeof OVERRUN
  | typeof BROKEN;

/** Outcome to word, for messages. */
export const OUTCOME_NAMES: readonly string[] = [
  "EMPTY",
  "DATA",
  "DISCARDED",
  "END",
  "DEADLINE",
  "CLOSED",
  "FLUSHED",
  "READY",
  "OVERRUN",
  "BROKEN",
];
