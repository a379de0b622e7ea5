/** Sends in flight by sequence number: a circular buffer that ranges of the kernel complete. @module */

/** Capacity after the first send, and the least it shrinks to. */
export const CAPACITY_MIN = 1024;
/** At or below this share of use the buffer is halved. */
const SHRINK_SHARE = 0.4;

/** A number further back than this is no duplicate but a stranger. A small integer, unboxed. */
const PAST_MAX = 2 ** 30 - 1;

/** What a slot is: nothing, a send that the kernel may still read, or one that it is done with. */
const FREE = 0;
const OPEN = 1;
const DONE = 2;

/** What {@linkcode Tracker} takes. */
export interface TrackerOptions {
  /**
   * The number of the first send, 0 to 2^32 - 1: near the end for a test of the wrap.
   *
   * @default {0}
   */
  readonly firstSequence?: number;
  /** Told each send that a range completes, by its slot, while the range is being completed. */
  readonly completed?: (slot: number) => void;
}

/**
 * Sends in the order of their 32-bit sequence numbers, as the kernel counts them for MSG_ZEROCOPY
 * (Documentation/networking/msg_zerocopy.rst), and handed back in that order.
 *
 * Ranges may coalesce, come out of order, twice, or overlap. Sends are given back as a contiguous
 * prefix. The capacity divides 2^32, so that a slot is the low bits of a number across the wrap.
 * Nothing is allocated but on growth and shrinkage.
 */
export class Tracker {
  /** Ranges refused whole, since a number in them was never given out. */
  rejected = 0;
  /** Completions of sends that were complete already. */
  duplicates = 0;
  /** The send last popped: its buffer, and the result that belongs to it. */
  buffer = -1;
  result = 0;
  /** Cells, since a field at or above 2^31 would be boxed on each write: first number, count. */
  readonly #start = new Uint32Array(1);
  readonly #completed: ((slot: number) => void) | undefined;
  #length = 0;
  #openCount = 0;
  #slots = new Slots(0);
  /** How far back a number may lie that was given out, up to {@linkcode PAST_MAX}. */
  #pastMax = 0;

  constructor(options: TrackerOptions = {}) {
    this.#start[0] = options.firstSequence ?? 0;
    this.#completed = options.completed;
  }

  /** Sends not popped yet. */
  get length(): number {
    return this.#length;
  }

  /** Sends not complete yet: the kernel may read their memory. */
  get openCount(): number {
    return this.#openCount;
  }

  /** The number of the oldest send not popped, or of the next one when there is none. */
  get firstSequence(): number {
    return this.#start[0]!;
  }

  /** The number that the next send gets. */
  get nextSequence(): number {
    return (this.#start[0]! + this.#length) >>> 0;
  }

  /** Sends that fit without growing; 0 before the first one. */
  get capacity(): number {
    return this.#slots.capacity;
  }

  /** Memory of the buffer; 0 before the first send. */
  get memoryBytes(): number {
    return this.#slots.memoryBytes;
  }

  /** Whether the oldest send is complete, so that {@linkcode pop} gives it. */
  get hasDone(): boolean {
    return this.#length > 0 && this.#slots.states[this.#slot(this.#start[0]!)] === DONE;
  }

  /**
   * Notes a send of `payloadBytes` bytes of a buffer, which is its result too unless
   * {@linkcode resolve} sets another. Returns its sequence number.
   */
  push(buffer: number, payloadBytes: number): number {
    if (this.#length === this.capacity) this.#resize(Math.max(2 * this.capacity, CAPACITY_MIN));
    const sequence = this.nextSequence;
    const slot = this.#slot(sequence);
    this.#slots.buffers[slot] = buffer;
    this.#slots.sizes[slot] = payloadBytes;
    this.#slots.results[slot] = payloadBytes;
    this.#slots.states[slot] = OPEN;
    this.#length++;
    this.#openCount++;
    return sequence;
  }

  /** Sets the result of a send that is not complete. False, and no change, for any other. */
  resolve(sequence: number, result: number): boolean {
    if (!this.isOpen(sequence)) return false;
    this.#slots.results[this.#slot(sequence)] = result;
    return true;
  }

  /** Whether a send is in flight under this number. */
  isOpen(sequence: number): boolean {
    return this.#offset(sequence) < this.#length &&
      this.#slots.states[this.#slot(sequence)] === OPEN;
  }

  /**
   * Completes the sends from `low` to `high`, both included, `high` below `low` across the wrap.
   * Returns how many that were. What was complete before is counted as a duplicate; a range with a
   * number that was not given out yet, or that is no range, is refused whole: it cannot be trusted.
   */
  complete(low: number, high: number): number {
    const start = this.#start[0]!;
    // signed distances from the oldest send: below zero is the past, given back already
    const first = (low - start) | 0;
    const last = (high - start) | 0;
    if (first > last || last >= this.#length || first < -this.#pastMax) {
      this.rejected++;
      return 0;
    }
    this.duplicates += Math.min(last + 1, 0) - Math.min(first, 0);
    let count = 0;
    for (let offset = Math.max(first, 0); offset <= last; offset++) {
      const slot = this.#slot(start + offset);
      if (this.#slots.states[slot] === OPEN) {
        this.#slots.states[slot] = DONE;
        count++;
        this.#completed?.(slot);
      } else this.duplicates++;
    }
    this.#openCount -= count;
    return count;
  }

  /**
   * Takes the oldest send when it is complete: sets `buffer` and `result`. Returns whether it did.
   */
  pop(): boolean {
    if (!this.hasDone) return false;
    const slot = this.#slot(this.#start[0]!);
    this.buffer = this.#slots.buffers[slot]!;
    this.result = this.#slots.results[slot]!;
    this.#slots.states[slot] = FREE;
    this.#start[0]!++;
    this.#length--;
    if (this.#pastMax < PAST_MAX) this.#pastMax++;
    if (this.capacity > CAPACITY_MIN && this.#length <= SHRINK_SHARE * this.capacity) {
      this.#resize(this.capacity / 2);
    }
    return true;
  }

  /** The slot of a send that was not popped, for the two that follow. */
  slotOf(sequence: number): number {
    return this.#slot(sequence);
  }

  /** How many bytes a slot's send covers. */
  sizeAt(slot: number): number {
    return this.#slots.sizes[slot]!;
  }

  /** When the send of a slot was made, as {@linkcode stamp} set it. */
  timeAt(slot: number): number {
    return this.#slots.times[slot]!;
  }

  /** Notes when a send was made, in milliseconds of any clock. */
  stamp(sequence: number, timeMs: number): void {
    this.#slots.times[this.#slot(sequence)] = timeMs;
  }

  #offset(sequence: number): number {
    return (sequence - this.#start[0]!) >>> 0;
  }

  #slot(sequence: number): number {
    return sequence & (this.#slots.capacity - 1);
  }

  #resize(capacity: number): void {
    const from = this.#slots;
    const to = new Slots(capacity);
    for (let offset = 0; offset < this.#length; offset++) {
      const sequence = this.#start[0]! + offset;
      to.copy(sequence & (capacity - 1), from, sequence & (from.capacity - 1));
    }
    this.#slots = to;
  }
}

/** The columns of the buffer, all of one length. */
class Slots {
  readonly capacity: number;
  readonly buffers: Int32Array<ArrayBuffer>;
  readonly sizes: Int32Array<ArrayBuffer>;
  readonly results: Int32Array<ArrayBuffer>;
  readonly states: Uint8Array<ArrayBuffer>;
  readonly times: Float64Array<ArrayBuffer>;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.buffers = new Int32Array(capacity);
    this.sizes = new Int32Array(capacity);
    this.results = new Int32Array(capacity);
    this.states = new Uint8Array(capacity);
    this.times = new Float64Array(capacity);
  }

  get memoryBytes(): number {
    return this.buffers.byteLength + this.sizes.byteLength + this.results.byteLength +
      this.states.byteLength + this.times.byteLength;
  }

  copy(slot: number, from: Slots, fromSlot: number): void {
    this.buffers[slot] = from.buffers[fromSlot]!;
    this.sizes[slot] = from.sizes[fromSlot]!;
    this.results[slot] = from.results[fromSlot]!;
    this.states[slot] = from.states[fromSlot]!;
    this.times[slot] = from.times[fromSlot]!;
  }
}
