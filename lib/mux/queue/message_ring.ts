/** A ring of (buffer, length) pairs in flat arrays. @module */
import { COUNTER_END } from "./contract.ts";

const COUNTER_MASK = COUNTER_END - 1;

/** First in, first out; counters wrap at 2^30, far above the most messages in it. */
export class MessageRing {
  /** The front message, set by {@linkcode shift}. */
  buffer = -1;
  length = 0;
  /** Bytes of all in it. */
  bytes = 0;
  #buffers: Int32Array<ArrayBuffer>;
  #lengths: Int32Array<ArrayBuffer>;
  #mask: number;
  #head: number;
  #tail: number;

  /** With places for at least `capacity` messages, the first one counted as `firstCount`. */
  constructor(capacity: number, firstCount: number) {
    const slotCount = 2 ** Math.ceil(Math.log2(capacity));
    this.#buffers = new Int32Array(slotCount);
    this.#lengths = new Int32Array(slotCount);
    this.#mask = slotCount - 1;
    this.#head = firstCount;
    this.#tail = firstCount;
  }

  /** How many are in it. */
  get depth(): number {
    return (this.#tail - this.#head) & COUNTER_MASK;
  }

  /** How many places there are. */
  get slotCount(): number {
    return this.#mask + 1;
  }

  /** The place that the next message gets. */
  get tailSlot(): number {
    return this.#tail & this.#mask;
  }

  /** The place of the message shifted out last. */
  get lastSlot(): number {
    return (this.#head - 1) & this.#mask;
  }

  /** Puts a message in; whoever calls knows that there is a place. */
  push(buffer: number, length: number): void {
    const slot = this.tailSlot;
    this.#buffers[slot] = buffer;
    this.#lengths[slot] = length;
    this.bytes += length;
    this.#tail = (this.#tail + 1) & COUNTER_MASK;
  }

  /** Takes the front message out, into the fields; whoever calls knows that there is one. */
  shift(): void {
    const slot = this.#head & this.#mask;
    this.buffer = this.#buffers[slot]!;
    this.length = this.#lengths[slot]!;
    this.bytes -= this.length;
    this.#head = (this.#head + 1) & COUNTER_MASK;
  }

  /** Doubles the places when all are taken. */
  growWhenFull(): void {
    const { depth, slotCount } = this;
    if (depth < slotCount) return;
    const buffers = new Int32Array(slotCount * 2);
    const lengths = new Int32Array(slotCount * 2);
    const mask = buffers.length - 1;
    for (let index = 0; index < depth; index++) {
      const count = this.#head + index;
      buffers[count & mask] = this.#buffers[count & this.#mask]!;
      lengths[count & mask] = this.#lengths[count & this.#mask]!;
    }
    this.#buffers = buffers;
    this.#lengths = lengths;
    this.#mask = mask;
  }
}
