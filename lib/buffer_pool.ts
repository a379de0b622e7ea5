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
  #freeCount: number;

  /** @throws {SysError} from mmap(2). */
  constructor({ bufferBytes, bufferCount, checked = false }: BufferPoolOptions) {
    this.#memory = NativeMemory.map({ sizeBytes: bufferBytes * bufferCount });
    this.bufferBytes = bufferBytes;
    this.bufferCount = bufferCount;
    this.#free = Int32Array.from({ length: bufferCount }, (_, index) => bufferCount - 1 - index);
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
    const index = this.#free[--this.#freeCount]!;
    this.#isOut[index] = 1;
    return index;
  }

  /** Gives a buffer back. Returns false, and changes nothing, when it was not out. */
  release(index: number): boolean {
    if (this.#isOut[index] !== 1) return false;
    this.#isOut[index] = 0;
    if (this.#checked) this.bytes(index).fill(POISON);
    this.#free[this.#freeCount++] = index;
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

  #checkIndex(index: number): void {
    if (index >= 0 && index < this.bufferCount && Number.isInteger(index)) return;
    throw new RangeError(`Cannot find buffer ${index}: the pool has ${this.bufferCount}`);
  }
}
