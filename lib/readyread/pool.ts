/** Pools of read buffers: buffers of any size in one arena, by their offset. @module */
import { POISON } from "../buffer_pool.ts";
import { CapReached } from "../errors.ts";
import { Arena } from "./pool_arena.ts";
import { Blocks, GRANULE_BYTES, NONE, PAGE_GRANULES } from "./pool_blocks.ts";
import { type PoolName, roundUp } from "./pool_sizes.ts";

/**
 * Free buffers keep so much memory; what comes back beyond it is given to the kernel. Room for a
 * frame of 1 MiB and the buffers of reads: faulting its pages in again makes such a frame cost five
 * times as much.
 */
const KEPT_BYTES_MAX = 2 * 1024 * 1024;
/** Offsets stay below 2^30: numbers above are boxed where a field holds them. */
export const ARENA_BYTES_MAX = 2 ** 30;

/**
 * Dirty buffers in one mapping, acquired and released by their offset: what a read did not write is
 * whatever was there before.
 *
 * Ownership: who acquired a buffer has the use of it until the release.
 */
export interface ReadPool {
  readonly name: PoolName;
  /** The arena that offsets count in; reserved, and only in part backed by memory. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many buffers are out. */
  readonly outstanding: number;
  /** Bytes of the buffers that are out, as rounded up: what is pinned. */
  readonly bytesOut: number;
  /**
   * Bytes of free buffers whose pages were not given back to the kernel; all of them where the
   * process locked its memory, mlockall(2).
   */
  readonly bytesKept: number;
  /** How many were acquired since the opening. */
  readonly acquired: number;
  /** How many were released since the opening. */
  readonly released: number;
  /**
   * Takes a buffer of at least `sizeBytes`. Returns its offset.
   *
   * @throws {RangeError} for a size that is not 1 to 4 MiB.
   * @throws {CapReached} when the arena is full; nothing changed.
   * @throws {SysError} from mprotect(2): ENOMEM for using more of the arena; nothing changed.
   */
  acquire(sizeBytes: number): number;
  /** Gives a buffer back. Returns false, and changes nothing, for what is not a buffer out. */
  release(offset: number): boolean;
  /** Bytes of the buffer out at `offset`; 0 where there is none. */
  capacityOf(offset: number): number;
}

/** What {@linkcode ArenaPool} takes. */
export interface PoolOptions {
  readonly name: PoolName;
  /** The most bytes out at once, at most 1 GiB; reserved, not used. */
  readonly arenaBytes: number;
  /** Fills each buffer with {@linkcode POISON} on release, and keeps its pages. @default {false} */
  readonly checked?: boolean;
}

/** An offset is below 2^30, so shifts of this much give its granule and back. */
const GRANULE_BITS = Math.log2(GRANULE_BYTES);

/** Made once, not at each release. */
const KEEPS = { keeps: true } as const;
const GIVES_BACK = { keeps: false } as const;

/** A pool of either kind, and its owner. */
export class ArenaPool implements ReadPool, Disposable {
  readonly name: PoolName;
  readonly bytes: Uint8Array<ArrayBuffer>;
  outstanding = 0;
  bytesOut = 0;
  readonly #arena: Arena;
  readonly #blocks: Blocks;
  readonly #checked: boolean;
  readonly #stack: DisposableStack;
  #open = true;
  /** The size asked for last, in bytes, and what it was rounded up to, in granules. */
  #askedBytes = 0;
  #askedSize = 0;
  /**
   * The block acquired last while it is out, and a free one in front of all lists, and their sizes
   * in granules. Who releases before the next acquire touches no table, whose lines are cold.
   */
  #latest = NONE;
  #latestSize = 0;
  #front = NONE;
  #frontSize = 0;
  /** Granules that are usable. */
  #reached = 0;
  /** Acquired and released: cells, since a field past 2^30 would be boxed. */
  readonly #counts = new Float64Array(2);

  /** @throws {SysError} from mmap(2); nothing stays mapped. */
  constructor({ name, arenaBytes, checked = false }: PoolOptions) {
    if (!(arenaBytes > 0 && arenaBytes <= ARENA_BYTES_MAX)) {
      throw new RangeError(`Cannot make a pool of ${arenaBytes} bytes: up to 1 GiB is possible`);
    }
    using stack = new DisposableStack();
    this.name = name;
    this.#checked = checked;
    const arena = stack.use(new Arena(arenaBytes));
    this.#arena = arena;
    this.bytes = arena.bytes;
    this.#blocks = stack.use(
      new Blocks(arena.sizeBytes, (first, end) => {
        return arena.giveBack(first * GRANULE_BYTES, end * GRANULE_BYTES);
      }),
    );
    this.#stack = stack.move();
  }

  get acquired(): number {
    return this.#counts[0]!;
  }

  get released(): number {
    return this.#counts[1]!;
  }

  get bytesKept(): number {
    const frontSize = this.#front === NONE ? 0 : this.#frontSize;
    return (this.#blocks.kept + frontSize) << GRANULE_BITS;
  }

  /** The address of offset 0, as a number, for the kernel. */
  get start(): number {
    return this.#arena.start;
  }

  acquire(sizeBytes: number): number {
    if (sizeBytes !== this.#askedBytes || this.#askedSize === 0) this.#remember(sizeBytes);
    const size = this.#askedSize;
    let granule = this.#front;
    if (granule !== NONE && size === this.#frontSize) this.#front = NONE;
    else granule = this.#take(size);
    this.#latest = granule;
    this.#latestSize = size;
    this.outstanding++;
    this.bytesOut += size << GRANULE_BITS;
    this.#counts[0]! += 1;
    return granule << GRANULE_BITS;
  }

  release(offset: number): boolean {
    const granule = granuleOf(offset);
    const size = this.#sizeOf(granule);
    if (size === 0) return false;
    const sizeBytes = size << GRANULE_BITS;
    if (granule === this.#latest) this.#latest = NONE;
    this.outstanding--;
    this.bytesOut -= sizeBytes;
    this.#counts[1]! += 1;
    if (this.#checked) this.bytes.fill(POISON, offset, offset + sizeBytes);
    // in checked mode the poison stays to be found
    const keeps = this.#checked || size < PAGE_GRANULES ||
      this.bytesKept + sizeBytes <= KEPT_BYTES_MAX;
    if (!keeps) this.#giveBack(granule, size);
    else {
      if (this.#front !== NONE) this.#blocks.free(this.#front, KEEPS);
      this.#front = granule;
      this.#frontSize = size;
    }
    return true;
  }

  capacityOf(offset: number): number {
    return this.#sizeOf(granuleOf(offset)) << GRANULE_BITS;
  }

  /** Rounds up anew only where another size is asked for than before. */
  #remember(sizeBytes: number): void {
    if (!this.#open) throw new Error("Cannot acquire a buffer: the pool was disposed");
    this.#askedSize = roundUp(sizeBytes, this.name) / GRANULE_BYTES;
    this.#askedBytes = sizeBytes;
  }

  /** A block from the tables, with those of the front among them where there is no other. */
  #take(size: number): number {
    let granule = this.#blocks.take(size);
    if (granule === NONE && this.#front !== NONE) {
      this.#blocks.free(this.#front, KEEPS);
      this.#front = NONE;
      granule = this.#blocks.take(size);
    }
    if (granule === NONE) throw this.#refusal(size << GRANULE_BITS);
    if (granule + size > this.#reached) this.#reach(granule, size);
    return granule;
  }

  #giveBack(granule: number, size: number): void {
    const end = (granule + size) * GRANULE_BYTES;
    const wentBack = this.#arena.giveBack(granule * GRANULE_BYTES, end);
    this.#blocks.free(granule, wentBack ? GIVES_BACK : KEEPS);
  }

  /** In granules, of a block that is out; otherwise 0. */
  #sizeOf(granule: number): number {
    if (granule === NONE || granule === this.#front) return 0;
    return granule === this.#latest ? this.#latestSize : this.#blocks.sizeOf(granule);
  }

  #refusal(sizeBytes: number): CapReached {
    return new CapReached(
      `Cannot acquire ${sizeBytes} bytes: the arena of ${this.#arena.sizeBytes} is full; ` +
        "release buffers first",
    );
  }

  /** Makes a block usable; it is not taken where that fails. */
  #reach(granule: number, size: number): void {
    try {
      this.#arena.reach((granule + size) * GRANULE_BYTES);
    } catch (error) {
      this.#blocks.retract(granule);
      throw error;
    }
    this.#reached = granule + size;
  }

  /** Unmaps, whatever is still out. Harmless when repeated. */
  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    this.#askedSize = 0; // so that the next one who asks is told
    this.#latest = NONE;
    this.#blocks.clear();
    this.#stack.dispose();
  }
}

/** Of an offset where a buffer may start; NONE for any other number. Machine integers only. */
function granuleOf(offset: number): number {
  return (offset & ~(GRANULE_BYTES - 1)) === offset ? offset >> GRANULE_BITS : NONE;
}
