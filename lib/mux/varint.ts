/** Whole numbers of 0 to 2^53 - 1 as groups of seven bits, the low ones first. @module */

/** The most bytes a number takes. */
export const VARINT_BYTES_MAX = 8;

const GROUP = 0x80;
/** Below it, shifts of 32-bit integers do. */
const SMALL_END = 2 ** 28;

/** How many bytes a number takes. */
export function varintBytes(value: number): number {
  let count = 1;
  for (let rest = value; rest >= GROUP; rest = Math.floor(rest / GROUP)) count++;
  return count;
}

/** Writes a number. Returns the offset behind it. @throws {RangeError} for any other number. */
export function writeVarint(target: Uint8Array, offset: number, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`Cannot encode ${value}: it must be a whole number from 0 to 2^53 - 1`);
  }
  let at = offset;
  let rest = value;
  for (; rest >= SMALL_END; rest = Math.floor(rest / GROUP)) target[at++] = (rest % GROUP) | GROUP;
  for (; rest >= GROUP; rest >>>= 7) target[at++] = (rest & 0x7f) | GROUP;
  target[at++] = rest;
  return at;
}

/** What {@linkcode VarintReader.read} found. */
export const VARINT = 1;
/** The number goes on behind the bytes given. */
export const VARINT_PARTIAL = 0;
/** Too many bytes, a number above 2^53 - 1, or one written longer than it has to be. */
export const VARINT_MALFORMED = -1;

/** Reads numbers one after another; what was found is in fields, so that nothing is allocated. */
export class VarintReader {
  /** The number read last. */
  value = 0;
  /** The offset behind it. */
  end = 0;

  /** Reads the number that starts at `offset`. Returns one of the constants above. */
  read(bytes: Uint8Array, offset: number, limit: number): number {
    let value = 0;
    let scale = 1;
    for (let at = offset; at < limit; at++, scale *= GROUP) {
      const byte = bytes[at]!;
      value += (byte & 0x7f) * scale;
      if (byte < GROUP) {
        this.value = value;
        this.end = at + 1;
        const padded = byte === 0 && at > offset;
        return padded || value > Number.MAX_SAFE_INTEGER ? VARINT_MALFORMED : VARINT;
      }
      if (at - offset === VARINT_BYTES_MAX - 1) return VARINT_MALFORMED;
    }
    return VARINT_PARTIAL;
  }
}
