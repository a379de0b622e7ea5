/** What a stream into the lab carries: a byte for each offset, so that any sample can be judged. @module */

/** How often the bytes repeat where nothing else is said: never within what 32 bits can count. */
export const NO_PERIOD = 2 ** 32;

/**
 * Checks a period.
 *
 * @throws {RangeError} when it is no power of two from 4 to 2^32.
 */
export function checkPeriod(periodBytes: number): void {
  if (periodBytes >= 4 && periodBytes <= NO_PERIOD && Number.isInteger(Math.log2(periodBytes))) {
    return;
  }
  throw new RangeError(
    `Cannot repeat a pattern every ${periodBytes} bytes: a power of two from 4 to 2^32 is needed`,
  );
}

/** The four bytes at a stream offset that is a multiple of 4, as a little-endian word. */
export function patternWord(wordIndex: number): number {
  const mixed = Math.imul(wordIndex + 1, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** The byte at a stream offset; `mask` is the period less one, as 32 bits. */
export function patternByte(streamOffset: number, mask: number): number {
  const at = (streamOffset & mask) >>> 0;
  return (patternWord(at >>> 2) >>> ((at & 3) << 3)) & 0xff;
}

/** What {@linkcode fillPattern} takes. */
export interface FillOptions {
  /** Where in its stream the first byte will be sent. */
  readonly streamOffset: number;
  /** A power of two. @default {NO_PERIOD} */
  readonly periodBytes?: number;
}

/**
 * Writes what belongs at a place of the stream: what a subject sends when the lab verifies.
 *
 * @throws {RangeError} for a period that is no power of two.
 */
export function fillPattern(target: Uint8Array, options: FillOptions): void {
  const { streamOffset, periodBytes = NO_PERIOD } = options;
  checkPeriod(periodBytes);
  const mask = (periodBytes - 1) | 0;
  for (let index = 0; index < target.length; index++) {
    target[index] = patternByte(streamOffset + index, mask);
  }
}
