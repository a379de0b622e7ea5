/** What all queues do alike: holding, waking, closing and counting. @module */
import { CopyCounter } from "../copy_counter.ts";
import { NotHeld, QueueDisposed, StillHeld } from "../errors.ts";
import type { MessagePool } from "../message_pool.ts";
import { Signal } from "../signal.ts";
import {
  ACCEPTED,
  DROPPED,
  ENDED,
  FULL,
  type MessageQueue,
  NOTHING,
  type QueueInput,
  type QueueLedger,
  type QueueOutcome,
  type QueueTraits,
  TAKEN,
} from "./contract.ts";
import type { MessageRing } from "./message_ring.ts";

/** The cells of the ledger. */
const ACCEPTED_COUNT = 0;
const TAKEN_COUNT = 1;
const DROPPED_COUNT = 2;
const DISCARDED_COUNT = 3;

/** Doubles in an array, since a plain field past 2^30 would be boxed, for each message. */
class Books implements QueueLedger {
  readonly cells = new Float64Array(4);

  get accepted(): number {
    return this.cells[ACCEPTED_COUNT]!;
  }
  get taken(): number {
    return this.cells[TAKEN_COUNT]!;
  }
  get dropped(): number {
    return this.cells[DROPPED_COUNT]!;
  }
  get discarded(): number {
    return this.cells[DISCARDED_COUNT]!;
  }
}

const SETTLED = Promise.resolve();

/** A queue but for what bounds it, and what becomes of the buffers. */
export abstract class QueueCore implements MessageQueue {
  readonly bytes: Uint8Array;
  offset = 0;
  length = 0;
  isClosed = false;
  isHeld = false;
  reason: unknown = undefined;
  protected readonly pool: MessagePool;
  protected readonly copies: CopyCounter;
  protected readonly ring: MessageRing;
  /** The buffer of the held message. */
  protected heldBuffer = -1;
  readonly #traits: QueueTraits;
  readonly #room = new Signal();
  readonly #filled = new Signal();
  readonly #settled = new Signal();
  readonly #books = new Books();
  /** What the last offer refused was long: a budget may have room for less than that. */
  #refusedLength = 0;
  #isDisposed = false;

  protected constructor(
    { pool, copies = new CopyCounter() }: QueueInput,
    { traits, ring }: { readonly traits: QueueTraits; readonly ring: MessageRing },
  ) {
    this.pool = pool;
    this.bytes = pool.bytes;
    this.copies = copies;
    this.ring = ring;
    this.#traits = traits;
  }

  get depth(): number {
    return this.ring.depth;
  }

  get queuedBytes(): number {
    return this.ring.bytes;
  }

  get ledger(): QueueLedger {
    return this.#books;
  }

  /** Whether a message of that length has room now. */
  protected abstract admits(length: number): boolean;

  /** Puts a message into the ring; the buffer is the queue's once this returns. */
  protected abstract put(buffer: number, length: number): void;

  /** A message left the ring to be held. */
  protected abstract taken(): void;

  /** The hold of a message ends: what becomes of its buffer. */
  protected abstract letGo(): void;

  /** A message left the ring for good: what becomes of its buffer. */
  protected abstract drop(buffer: number): void;

  /** Gives back what the queue has besides messages. */
  protected abstract releaseSlots(): void;

  offer(buffer: number, length: number): QueueOutcome {
    const { pool } = this;
    if (!(length >= 0) || !pool.isOut(buffer) || length > pool.capacity(buffer)) {
      throw new RangeError(`Cannot offer ${length} bytes: buffer ${buffer} does not hold them`);
    }
    if (this.isClosed) {
      pool.release(buffer);
      this.#books.cells[DROPPED_COUNT]!++;
      return DROPPED;
    }
    if (!this.admits(length)) {
      this.#refusedLength = length;
      return FULL;
    }
    this.put(buffer, length);
    this.#books.cells[ACCEPTED_COUNT]!++;
    this.#filled.wake();
    return ACCEPTED;
  }

  room(): Promise<void> {
    if (this.isClosed || this.admits(this.#refusedLength)) return SETTLED;
    return this.#room.wait();
  }

  take(): QueueOutcome {
    if (this.isHeld) {
      throw new StillHeld("Cannot take a message: another one is held; call done() first");
    }
    const { ring } = this;
    if (ring.depth === 0) return this.isClosed ? ENDED : NOTHING;
    ring.shift();
    this.heldBuffer = ring.buffer;
    this.offset = this.pool.offset(ring.buffer);
    this.length = ring.length;
    this.isHeld = true;
    this.taken();
    this.#books.cells[TAKEN_COUNT]!++;
    this.copies.addMessage(ring.length);
    if (!this.#traits.holdKeepsPlace) this.#room.wake();
    return TAKEN;
  }

  filled(): Promise<void> {
    return this.isClosed || this.ring.depth > 0 ? SETTLED : this.#filled.wait();
  }

  done(): void {
    if (!this.isHeld) {
      throw new NotHeld("Cannot end a hold: nothing is held; each take() has one done()");
    }
    this.letGo();
    this.isHeld = false;
    this.heldBuffer = -1;
    this.length = 0;
    this.#room.wake();
    if (this.isClosed) this.#settled.wake();
  }

  close(reason: unknown): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.reason = reason;
    this.#room.wake();
    this.#filled.wake();
    if (!this.#mustWait()) this.#settled.wake();
  }

  closed(): Promise<void> {
    return this.isClosed && !this.#mustWait() ? SETTLED : this.#settled.wait();
  }

  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.close(new QueueDisposed("The queue was disposed"));
    if (this.isHeld) this.done();
    const { ring } = this;
    while (ring.depth > 0) {
      ring.shift();
      this.drop(ring.buffer);
      this.#books.cells[DISCARDED_COUNT]!++;
    }
    this.releaseSlots();
  }

  #mustWait(): boolean {
    return this.#traits.closeWaitsForHeld && this.isHeld;
  }
}
