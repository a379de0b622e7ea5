/** A pool of equal native buffers, handed out by number. @module */
import { type Address, NativeMemory } from "../ffi/memory.ts";
import { CapReached } from "./errors.ts";

/** What released buffers are filled with in checked mode, so that a late reader stands out. */
export const POISON = 0xdb;

/** What {@linkcode BufferPool} takes. */
export interface BufferPoolOptions {
  readonly bufferBytes: number;
  readonly bufferCount: number;
  /** Fills each buffer with {@linkcode POISON} on release. @default {false} */
  readonly checked?: boolean;
  /**
   * Which free buffer comes next: the one released last, whose bytes are still in the cache, or the
   * one that is free longest, so that all go round in turn.
   *
   * @default {"newest"}
   */
  readonly reuse?: "newest" | "oldest";
}

/**
 * Buffers of one mapping, acquired and released by index; nothing is allocated after opening.
 *
 * Ownership: the pool owns the memory until disposal; who acquired a buffer has the use of it
 * until the release. Disposal refuses while buffers are out: the kernel may still know them.
 */
export class BufferPool implements Disposable {
  readonly bufferBytes: number;
  readonly bufferCount: number;
  readonly #memory: NativeMemory;
  readonly #free: Int32Array<ArrayBuffer>;
  readonly #isOut: Uint8Array<ArrayBuffer>;
  readonly #checked: boolean;
  readonly #takesOldest: boolean;
  /** Where the free buffers start in their ring: the oldest one. */
  #freeStart = 0;
  #freeCount: number;

  /** @throws {SysError} from mmap(2). */
  constructor(options: BufferPoolOptions) {
    const { bufferBytes, bufferCount, checked = false, reuse = "newest" } = options;
    this.#memory = NativeMemory.map({ sizeBytes: bufferBytes * bufferCount });
    this.bufferBytes = bufferBytes;
    this.bufferCount = bufferCount;
    this.#takesOldest = reuse === "oldest";
    // either way 0 comes first, then 1, and so on
    this.#free = Int32Array.from({ length: bufferCount }, (_, index) => index);
    if (!this.#takesOldest) this.#free.reverse();
    this.#isOut = new Uint8Array(bufferCount);
    this.#freeCount = bufferCount;
    this.#checked = checked;
  }

  /** How many buffers are out. */
  get outstanding(): number {
    return this.bufferCount - this.#freeCount;
  }

  /**
   * Takes a buffer; its content is whatever was there before.
   *
   * @throws {CapReached} when all are out; nothing changed.
   */
  acquire(): number {
    if (this.#freeCount === 0) {
      throw new CapReached(`Cannot acquire a buffer: all ${this.bufferCount} are out`);
    }
    this.#freeCount--;
    const index = this.#free[this.#takesOldest ? this.#freeStart : this.#freeEnd()]!;
    if (this.#takesOldest) this.#freeStart = (this.#freeStart + 1) % this.bufferCount;
    this.#isOut[index] = 1;
    return index;
  }

  /** Gives a buffer back. Returns false, and changes nothing, when it was not out. */
  release(index: number): boolean {
    if (this.#isOut[index] !== 1) return false;
    this.#isOut[index] = 0;
    if (this.#checked) this.bytes(index).fill(POISON);
    this.#free[this.#freeEnd()] = index;
    this.#freeCount++;
    return true;
  }

  /** The bytes of a buffer, in place. Makes an array: for set-up, not for a data path. */
  bytes(index: number): Uint8Array<ArrayBuffer> {
    this.#checkIndex(index);
    const { bytes } = this.#memory;
    return bytes.subarray(index * this.bufferBytes, (index + 1) * this.bufferBytes);
  }

  /** The address of a buffer, for the kernel. */
  address(index: number): Address {
    this.#checkIndex(index);
    return this.#memory.at(index * this.bufferBytes);
  }

  /** Unmaps. @throws {Error} when buffers are out; nothing is unmapped then. */
  [Symbol.dispose](): void {
    if (this.outstanding !== 0) {
      throw new Error(`Cannot dispose the pool: ${this.outstanding} buffers are out`);
    }
    this.#memory[Symbol.dispose]();
  }

  /** Where the next free buffer goes. */
  #freeEnd(): number {
    return (this.#freeStart + this.#freeCount) % this.bufferCount;
  }

  #checkIndex(index: number): void {
    if (index >= 0 && index < this.bufferCount && Number.isInteger(index)) return;
    throw new RangeError(`Cannot find buffer ${index}: the pool has ${this.bufferCount}`);
  }
}
