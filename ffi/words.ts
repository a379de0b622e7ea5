/** 64-bit values as pairs of 32-bit words: read as numbers, so that no bigint is made. @module */

/** 2^32: what the high word counts in. */
const HIGH = 0x100000000;

/**
 * The value at `index` (in words) of little-endian memory, exact below 2^53. Negative values are
 * not expected here: kernel counters and clocks have none.
 */
export function readWord64(words: Uint32Array, index: number): number {
  return words[index]! + words[index + 1]! * HIGH;
}

/** Writes a whole number below 2^53. The stores cut: one takes it modulo 2^32, one rounds down. */
export function writeWord64(words: Uint32Array, index: number, value: number): void {
  words[index] = value;
  words[index + 1] = value / HIGH;
}
