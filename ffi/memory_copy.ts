/** memcpy(3) between two mappings, told where by plain numbers. @module */
import { libc } from "./libc.ts";
import type { Address } from "./memory.ts";

/** What the low half of an address counts up to. */
const LOW_END = 2 ** 32;

/**
 * Copies from anywhere in one area to the start of another.
 *
 * Speed: `set` of a `subarray` makes an array a call, 104 bytes of garbage and some 30 ns. Here the
 * source address and the size are put together in two cells and read from there as 64-bit values,
 * which optimised code hands to C as they are: no bigint is made. From 256 bytes to 2 KiB a call
 * takes 10 to 40 ns.
 *
 * Ownership: borrows both areas; nothing is checked, so whoever calls knows that they are mapped
 * and large enough.
 */
export class MemoryCopy {
  readonly #to: Address;
  readonly #low: number;
  readonly #high: number;
  /** The source address and the size. */
  readonly #cells = new BigUint64Array(2);
  readonly #halves = new Uint32Array(this.#cells.buffer);
  readonly #memcpy = libc().memcpy;

  /** From the area at `from` to the one at `to`; they do not overlap. */
  constructor(from: Address, to: Address) {
    this.#to = to;
    this.#low = Number(from & 0xffff_ffffn);
    this.#high = Number(from >> 32n);
  }

  /** Copies `sizeBytes`, less than 4 GiB, that start `offset` bytes into the source. */
  copy(offset: number, sizeBytes: number): void {
    const low = this.#low + offset;
    this.#halves[0] = low; // modulo 2^32
    this.#halves[1] = low < LOW_END ? this.#high : this.#high + 1;
    this.#halves[2] = sizeBytes;
    this.#memcpy(this.#to, this.#cells[0]!, this.#cells[1]!);
  }
}
