/** Native buffers for messages, by number, in sizes of powers of two. @module */
import { POISON } from "../buffer_pool.ts";
import { CapReached } from "../errors.ts";
import { type Address, MADV_DONTNEED, NativeMemory, pageBytes } from "../../ffi/memory.ts";

/** The smallest buffer, and the largest. */
const SMALLEST_BITS = 8;
const LARGEST_BITS = 26;
const CLASS_COUNT = LARGEST_BITS - SMALLEST_BITS + 1;
const DEFAULT_ARENA_BYTES = 128 * 1024 * 1024;
/** Offsets above 2^30 would be boxed where a field holds them. */
const ARENA_BYTES_MAX = 2 ** 30;
const DEFAULT_KEPT_BYTES = 4 * 1024 * 1024;
/** Up to so many bytes a loop is faster than an array made for a call. */
const LOOP_BYTES_MAX = 64;
const MAP_NORESERVE = 0x4000;
const MAP_PRIVATE_ANONYMOUS = 0x22;
const NONE = -1;

/** The states of a buffer. */
const KEPT = 0;
const OUT = 1;
/** Free, its pages given back to the kernel. */
const BARE = 2;

/** What {@linkcode MessagePool} takes. */
export interface MessagePoolOptions {
  /** Address space for all buffers, up to 1 GiB; memory comes with use. @default {128 MiB} */
  readonly arenaBytes?: number;
  /**
   * Free buffers of a page and more keep at most so much memory; what comes back beyond it gives
   * its pages to the kernel, so that one long message does not keep its memory for ever.
   *
   * @default {4 MiB}
   */
  readonly keptBytesMax?: number;
  /**
   * Fills each buffer with {@linkcode POISON} on release, and hands out the one that is free
   * longest, so that a late reader or a second release stands out. @default {false}
   */
  readonly checked?: boolean;
}

/**
 * Buffers of one mapping, acquired by size and released by number; a buffer stays where it is.
 *
 * Ownership: who acquired a buffer has the use of it until the release; a number may then be handed
 * out again. Disposal refuses while buffers are out. The content of a fresh one is whatever was
 * there before.
 */
export class MessagePool implements Disposable {
  /** All buffers, in place: messages are (bytes, offset, length). */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Releases of what was not out: a fault of the caller; nothing changed. */
  strayCount = 0;
  /** How many buffers are out, and their bytes. */
  outstanding = 0;
  bytesOut = 0;
  /** Bytes of memory that buffers, out or free, can have. */
  pinnedBytes = 0;
  /** Acquired and released: cells, since a field past 2^30 would be boxed. */
  readonly #counts = new Float64Array(2);
  readonly #memory: NativeMemory;
  readonly #checked: boolean;
  readonly #keptBytesMax: number;
  readonly #pageBytes = pageBytes();
  /** Of each buffer: where it starts, its size class, its state, the next free one. */
  #offsets = new Int32Array(64);
  #next = new Int32Array(64);
  #classes = new Uint8Array(64);
  #states = new Uint8Array(64);
  #count = 0;
  #isOpen = true;
  /** Where the arena is not yet cut into buffers. */
  #cutBytes = 0;
  /** Bytes of free buffers of a page and more that kept their memory. */
  #keptBytes = 0;
  /** The free buffers of each class. */
  readonly #first = new Int32Array(CLASS_COUNT).fill(NONE);
  readonly #last = new Int32Array(CLASS_COUNT).fill(NONE);

  /** @throws {SysError} from mmap(2). */
  constructor(options: MessagePoolOptions = {}) {
    const { arenaBytes = DEFAULT_ARENA_BYTES, keptBytesMax = DEFAULT_KEPT_BYTES } = options;
    if (!(arenaBytes > 0 && arenaBytes <= ARENA_BYTES_MAX)) {
      throw new RangeError(`Cannot reserve ${arenaBytes} bytes: 1 to ${ARENA_BYTES_MAX} will do`);
    }
    const flags = MAP_PRIVATE_ANONYMOUS | MAP_NORESERVE;
    this.#memory = NativeMemory.map({ sizeBytes: arenaBytes, flags });
    this.bytes = this.#memory.bytes;
    this.#checked = options.checked ?? false;
    this.#keptBytesMax = keptBytesMax;
  }

  /** Buffers acquired so far, for accounts that do not trust `outstanding`. */
  get acquiredCount(): number {
    return this.#counts[0]!;
  }

  /** Buffers released so far. */
  get releasedCount(): number {
    return this.#counts[1]!;
  }

  /**
   * Takes a buffer of at least `sizeBytes`.
   *
   * @throws {CapReached} when the arena has no room; nothing changed.
   * @throws {RangeError} for a size that no buffer has.
   */
  acquire(sizeBytes: number): number {
    if (!this.#isOpen) throw new Error("Cannot acquire a buffer: the pool was disposed");
    const sizeClass = classOf(sizeBytes);
    const free = this.#first[sizeClass]!;
    const buffer = free === NONE ? this.#cut(sizeClass) : free;
    const capacity = this.capacity(buffer);
    if (free !== NONE) this.#first[sizeClass] = this.#next[buffer]!;
    if (free === NONE || this.#states[buffer] === BARE) this.pinnedBytes += capacity;
    else if (capacity >= this.#pageBytes) this.#keptBytes -= capacity;
    this.#states[buffer] = OUT;
    this.#counts[0]!++;
    this.outstanding++;
    this.bytesOut += capacity;
    return buffer;
  }

  /** Gives a buffer back. Returns false, and only counts it as stray, when it was not out. */
  release(buffer: number): boolean {
    if (this.#states[buffer] !== OUT || buffer >= this.#count) {
      this.strayCount++;
      return false;
    }
    const capacity = this.capacity(buffer);
    const offset = this.#offsets[buffer]!;
    if (this.#checked) this.bytes.fill(POISON, offset, offset + capacity);
    this.#states[buffer] = this.#keep(offset, capacity) ? KEPT : BARE;
    this.#putFree(buffer);
    this.#counts[1]!++;
    this.outstanding--;
    this.bytesOut -= capacity;
    return true;
  }

  /** Where a buffer starts in `bytes`. */
  offset(buffer: number): number {
    return this.#offsets[buffer]!;
  }

  /** How much a buffer holds. */
  capacity(buffer: number): number {
    return 1 << (this.#classes[buffer]! + SMALLEST_BITS);
  }

  /** Whether a buffer is out. */
  isOut(buffer: number): boolean {
    return buffer < this.#count && this.#states[buffer] === OUT;
  }

  /** The address of a buffer, for the kernel. Makes a bigint: once a buffer, not once a message. */
  address(buffer: number): Address {
    return this.#memory.at(this.#offsets[buffer]!);
  }

  /**
   * Copies into a buffer, or from one to another. Allocates nothing where the source is `bytes`:
   * whoever reads into a buffer of the pool gets that. Numbers, since this is a data path.
   */
  copyIn(toOffset: number, from: Uint8Array, fromOffset: number, sizeBytes: number): void {
    const { bytes } = this;
    if (from === bytes) {
      bytes.copyWithin(toOffset, fromOffset, fromOffset + sizeBytes);
    } else if (sizeBytes <= LOOP_BYTES_MAX) {
      for (let at = 0; at < sizeBytes; at++) bytes[toOffset + at] = from[fromOffset + at]!;
    } else {
      bytes.set(from.subarray(fromOffset, fromOffset + sizeBytes), toOffset);
    }
  }

  /** Unmaps; `bytes` dangles then. @throws {Error} when buffers are out; nothing is unmapped. */
  [Symbol.dispose](): void {
    if (this.outstanding !== 0) {
      throw new Error(`Cannot dispose the pool: ${this.outstanding} buffers are out`);
    }
    this.#isOpen = false;
    this.#memory[Symbol.dispose]();
  }

  /** Whether a buffer that comes back keeps its pages; gives them to the kernel otherwise. */
  #keep(offset: number, capacity: number): boolean {
    if (capacity < this.#pageBytes) return true;
    if (this.#keptBytes + capacity <= this.#keptBytesMax) {
      this.#keptBytes += capacity;
      return true;
    }
    this.#memory.advise(offset, capacity, MADV_DONTNEED);
    this.pinnedBytes -= capacity;
    return false;
  }

  /** Puts a free buffer in front, its bytes being in the cache; behind all in checked mode. */
  #putFree(buffer: number): void {
    const sizeClass = this.#classes[buffer]!;
    const first = this.#first[sizeClass]!;
    if (this.#checked && first !== NONE) {
      this.#next[buffer] = NONE;
      this.#next[this.#last[sizeClass]!] = buffer;
      this.#last[sizeClass] = buffer;
      return;
    }
    this.#next[buffer] = first;
    this.#first[sizeClass] = buffer;
    if (first === NONE) this.#last[sizeClass] = buffer;
  }

  /** Makes a buffer out of arena that no one had. */
  #cut(sizeClass: number): number {
    const capacity = 1 << (sizeClass + SMALLEST_BITS);
    const align = Math.min(capacity, this.#pageBytes);
    const offset = Math.ceil(this.#cutBytes / align) * align;
    if (offset + capacity > this.bytes.length) {
      throw new CapReached(
        `Cannot acquire ${capacity} bytes: ${this.outstanding} buffers with ${this.bytesOut} ` +
          `bytes are out of an arena of ${this.bytes.length}; release some, or enlarge arenaBytes`,
      );
    }
    this.#cutBytes = offset + capacity;
    const buffer = this.#count++;
    if (buffer === this.#offsets.length) this.#growTables();
    this.#offsets[buffer] = offset;
    this.#classes[buffer] = sizeClass;
    return buffer;
  }

  #growTables(): void {
    const size = this.#offsets.length * 2;
    this.#offsets = grown(this.#offsets, new Int32Array(size));
    this.#next = grown(this.#next, new Int32Array(size));
    this.#classes = grown(this.#classes, new Uint8Array(size));
    this.#states = grown(this.#states, new Uint8Array(size));
  }
}

function grown<A extends Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(from: A, to: A): A {
  to.set(from);
  return to;
}

function classOf(sizeBytes: number): number {
  if (!(sizeBytes >= 0 && sizeBytes <= 2 ** LARGEST_BITS)) {
    throw new RangeError(`Cannot acquire ${sizeBytes} bytes: 0 to ${2 ** LARGEST_BITS} will do`);
  }
  return sizeBytes <= 1 << SMALLEST_BITS ? 0 : 32 - Math.clz32(sizeBytes - 1) - SMALLEST_BITS;
}
