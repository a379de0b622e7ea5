/** Reads 64-bit numbers as plain ones. @module */

const WORD_FACTOR = 2 ** 32;

/**
 * The unsigned number at `at`. What a plain number cannot tell apart, from 2^53 on, becomes the
 * largest exact one: in a dump, that is only a pacing rate without a limit.
 */
export function number64(view: DataView, at: number): number {
  const number = view.getUint32(at, true) + view.getUint32(at + 4, true) * WORD_FACTOR;
  return number > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : number;
}
