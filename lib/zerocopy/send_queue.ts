/** Sends taken and not yet handed to the ring, by their sequence numbers. @module */
import type { QueuedPayload } from "./sender_ring.ts";

/** A queue of fixed room; its `head` is also what a ring is given, so that nothing is allocated. */
export class SendQueue implements QueuedPayload {
  /** The send at the head, once {@linkcode shift} has taken it. */
  buffer = -1;
  offsetBytes = 0;
  payloadBytes = 0;
  zeroCopy = false;
  isLast = true;
  attempt = 0;
  readonly #capacity: number;
  readonly #cells: Int32Array<ArrayBuffer>;
  #head = 0;
  #length = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#cells = new Int32Array(capacity * 4);
  }

  /** Sends that wait. */
  get length(): number {
    return this.#length;
  }

  /** Puts a send at the end; the caller sees to it that there is room. */
  push(buffer: number, offsetBytes: number, payloadBytes: number, zeroCopy: boolean): void {
    const cell = ((this.#head + this.#length++) % this.#capacity) * 4;
    this.#cells[cell] = buffer;
    this.#cells[cell + 1] = offsetBytes;
    this.#cells[cell + 2] = payloadBytes;
    this.#cells[cell + 3] = zeroCopy ? 1 : 0;
  }

  /** Puts the `count` sends back that were taken last: their cells are still as they were. */
  unshift(count: number): void {
    this.#head = (this.#head + this.#capacity - count) % this.#capacity;
    this.#length += count;
  }

  /** Has the oldest `count` sends copied. Returns how many would not have been. */
  copyFirst(count: number): number {
    let changed = 0;
    for (let at = 0; at < count; at++) {
      const cell = ((this.#head + at) % this.#capacity) * 4;
      changed += this.#cells[cell + 3]!;
      this.#cells[cell + 3] = 0;
    }
    return changed;
  }

  /** Takes the oldest send into the fields. */
  shift(): void {
    const cell = this.#head * 4;
    this.buffer = this.#cells[cell]!;
    this.offsetBytes = this.#cells[cell + 1]!;
    this.payloadBytes = this.#cells[cell + 2]!;
    this.zeroCopy = this.#cells[cell + 3] === 1;
    this.#head = (this.#head + 1) % this.#capacity;
    this.#length--;
  }
}
