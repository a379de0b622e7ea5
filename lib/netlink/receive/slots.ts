/** Which buffers of a receiver on a ring are idle, in hand, or with the kernel. @module */

/** Two stacks of buffer numbers; what is in neither is with the kernel. Nothing is allocated. */
export class Slots {
  readonly count: number;
  readonly #idle: Int32Array<ArrayBuffer>;
  readonly #held: Int32Array<ArrayBuffer>;
  #idleCount: number;
  #heldCount = 0;

  /** All idle; 0 is taken first, then 1, and so on. */
  constructor(count: number) {
    this.count = count;
    this.#idle = Int32Array.from({ length: count }, (_, index) => count - 1 - index);
    this.#idleCount = count;
    this.#held = new Int32Array(count);
  }

  /** Released, or never used. */
  get idle(): number {
    return this.#idleCount;
  }

  /** Handed out. */
  get held(): number {
    return this.#heldCount;
  }

  /** The idle one that {@linkcode takeIdle} takes next. */
  get nextIdle(): number {
    return this.#idle[this.#idleCount - 1]!;
  }

  takeIdle(): number {
    return this.#idle[--this.#idleCount]!;
  }

  /** Back from the kernel with nothing in it. */
  putIdle(slot: number): void {
    this.#idle[this.#idleCount++] = slot;
  }

  /** Back from the kernel with a datagram, which is handed out. */
  hold(slot: number): void {
    this.#held[this.#heldCount++] = slot;
  }

  /** The one handed out last is released: idle from now on. */
  release(): number {
    const slot = this.#held[--this.#heldCount]!;
    this.putIdle(slot);
    return slot;
  }
}
