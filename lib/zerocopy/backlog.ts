/** A replication backlog: blocks of native memory that several replicas read at their own pace. @module */
import { BufferPool, POISON } from "../buffer_pool.ts";

/** The size of a block unless told otherwise. */
export const BLOCK_BYTES = 16 * 1024;

/** What {@linkcode Backlog} takes. */
export interface BacklogOptions {
  /** @default {16384} */
  readonly blockBytes?: number;
  /** Blocks in all; their bytes should exceed the last-level cache where speed is measured. */
  readonly blockCount: number;
  /** Poisons each block when its last reference goes. @default {false} */
  readonly checked?: boolean;
}

/** Writes the stream's bytes from `position` on into `target`, which is as long as is wanted. */
export type WriteStream = (target: Uint8Array<ArrayBuffer>, position: number) => void;

const NONE = -1;

/**
 * A stream cut into blocks. A block is kept for as long as somebody refers to it: the writer while
 * it is not full, and each replica that has not done with it.
 *
 * Ownership: owns the pool, which senders borrow. Replicas hold references, not copies, and must be
 * detached before disposal. Belongs to one thread.
 */
export class Backlog implements Disposable {
  /** The blocks' memory; a block's number is its buffer's. */
  readonly pool: BufferPool;
  /** Bytes of the stream written so far. */
  position = 0;
  /** Blocks begun so far: the ordinal of the next one. */
  begun = 0;
  /** Blocks given back for new bytes: the ordinal of the oldest one that is held. */
  trimmed = 0;
  readonly #views: readonly Uint8Array<ArrayBuffer>[];
  readonly #references: Int32Array<ArrayBuffer>;
  readonly #filled: Int32Array<ArrayBuffer>;
  readonly #checked: boolean;
  #tail = NONE;
  #replicaCount = 0;

  /** @throws {SysError} from mmap(2). */
  constructor({ blockBytes = BLOCK_BYTES, blockCount, checked = false }: BacklogOptions) {
    // In turn: a stream passes through all of the memory, and finds none of it in the cache. Block
    // n of the stream is then buffer n modulo their count, since blocks are freed in order too.
    const pool = { bufferBytes: blockBytes, bufferCount: blockCount, reuse: "oldest" } as const;
    this.pool = new BufferPool(pool);
    this.#views = Array.from({ length: blockCount }, (_, block) => this.pool.bytes(block));
    this.#references = new Int32Array(blockCount);
    this.#filled = new Int32Array(blockCount);
    this.#checked = checked;
  }

  /** Bytes of a block. */
  get blockBytes(): number {
    return this.pool.bufferBytes;
  }

  /** Bytes of memory that somebody refers to, whole blocks. */
  get heldBytes(): number {
    return this.pool.outstanding * this.blockBytes;
  }

  /** Bytes that can be written before a block has to be given back. */
  get room(): number {
    const free = (this.pool.bufferCount - this.pool.outstanding) * this.blockBytes;
    return free + (this.#tail === NONE ? 0 : this.blockBytes - this.#filled[this.#tail]!);
  }

  /**
   * Appends at most `payloadBytes` bytes, written in place by `write`, which is called once for
   * each block they touch. Returns how many: fewer when all blocks are held.
   */
  append(payloadBytes: number, write: WriteStream): number {
    let left = payloadBytes;
    while (left > 0) {
      if (this.#tail === NONE && !this.#openBlock()) break;
      const tail = this.#tail;
      const from = this.#filled[tail]!;
      const count = Math.min(left, this.blockBytes - from);
      const view = this.#views[tail]!;
      write(count === view.length ? view : view.subarray(from, from + count), this.position);
      this.#advance(count);
      left -= count;
    }
    return payloadBytes - left;
  }

  /**
   * Appends a whole block with the content that it already has: for a stream whose blocks were
   * written once and go round and round. Returns the block, or -1 when all are held.
   *
   * @throws {Error} in the middle of a block.
   */
  appendAsIs(): number {
    if (this.#tail !== NONE) throw new Error("Cannot append a block as it is: one is half full");
    if (!this.#openBlock()) return NONE;
    const block = this.#tail;
    this.#advance(this.blockBytes);
    return block;
  }

  /** The bytes of a block, in place; for set-up. */
  bytes(block: number): Uint8Array<ArrayBuffer> {
    return this.#views[block]!;
  }

  /** How many bytes of a block are written. */
  filled(block: number): number {
    return this.#filled[block]!;
  }

  /** Whether a block is full, so that a reader can be done with it. */
  isFull(block: number): boolean {
    return this.#filled[block] === this.blockBytes;
  }

  /** The block with an ordinal, for a reader that has not passed it; -1 where it is not begun. */
  blockAt(ordinal: number): number {
    return ordinal < this.begun ? ordinal % this.pool.bufferCount : NONE;
  }

  /** How many refer to a block; 0 for one that is free. */
  references(block: number): number {
    return this.#references[block]!;
  }

  /**
   * Lets a reader in; each block from the next one on waits for it, and it drops each. Returns the
   * ordinal of that block.
   *
   * @throws {Error} while a block is half full: a reader would start in its middle.
   */
  attach(): number {
    if (this.#tail !== NONE) throw new Error("Cannot attach a replica: a block is half full");
    this.#replicaCount++;
    return this.begun;
  }

  /** Lets a reader go; the blocks that it did not drop before are its to drop now. */
  detach(): void {
    this.#replicaCount--;
  }

  /**
   * Drops a reference. With the last one the content is gone, and the memory is used again as soon
   * as all blocks before it are free too: a backlog is trimmed from its front.
   */
  drop(block: number): void {
    if (this.#references[block]! <= 0) {
      throw new RangeError(`Cannot drop block ${block}: nobody refers to it`);
    }
    if (--this.#references[block]! > 0) return;
    if (this.#checked) this.#views[block]!.fill(POISON);
    for (;;) {
      const oldest = this.blockAt(this.trimmed);
      if (oldest < 0 || this.#references[oldest] !== 0) return;
      this.#filled[oldest] = 0;
      this.trimmed++;
      this.pool.release(oldest);
    }
  }

  /** Unmaps. @throws {Error} while blocks are held; nothing is unmapped then. */
  [Symbol.dispose](): void {
    if (this.#tail !== NONE) {
      const tail = this.#tail;
      this.#tail = NONE;
      this.drop(tail);
    }
    this.pool[Symbol.dispose]();
  }

  #openBlock(): boolean {
    if (this.pool.outstanding === this.pool.bufferCount) return false;
    const block = this.pool.acquire();
    this.#references[block] = this.#replicaCount + 1; // and the writer
    this.begun++;
    this.#tail = block;
    return true;
  }

  #advance(count: number): void {
    const tail = this.#tail;
    this.position += count;
    this.#filled[tail]! += count;
    if (this.#filled[tail]! < this.blockBytes) return;
    this.#tail = NONE;
    this.drop(tail);
  }
}
