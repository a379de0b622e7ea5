/** A queue as simple as it can be, in steps that a mutant replaces one at a time. @module */
import { CopyCounter } from "../../lib/mux/copy_counter.ts";
import { NotHeld, QueueDisposed, StillHeld } from "../../lib/mux/errors.ts";
import type { MessagePool } from "../../lib/mux/message_pool.ts";
import {
  ACCEPTED,
  CHARGE_BYTES_MIN,
  checkQueueInput,
  DROPPED,
  ENDED,
  FULL,
  type MessageQueue,
  NOTHING,
  type QueueInput,
  type QueueOutcome,
  type QueueTraits,
  TAKEN,
} from "../../lib/mux/queue/contract.ts";

/** A message in the queue. */
export interface Item {
  buffer: number;
  length: number;
}

/** A queue of pooled buffers bounded by messages. */
export const pooledTraits: QueueTraits = {
  thread: "owner",
  minimumKernel: "4.18",
  needsKernel: false,
  bound: "messages",
  copiesPerMessage: 0,
  holdKeepsPlace: false,
  closeWaitsForHeld: false,
  blocksOthers: false,
};

/** A queue that keeps the held one's place, and whose close waits for it. */
export const twoStepTraits: QueueTraits = {
  ...pooledTraits,
  holdKeepsPlace: true,
  closeWaitsForHeld: true,
};

/** A queue bounded by bytes. */
export const budgetTraits: QueueTraits = { ...pooledTraits, bound: "bytes" };

/** As it stands it does all right, as its traits say. */
export class PlainQueue implements MessageQueue {
  readonly bytes: Uint8Array;
  offset = 0;
  length = 0;
  isClosed = false;
  reason: unknown = undefined;
  readonly ledger = { accepted: 0, taken: 0, dropped: 0, discarded: 0 };
  protected readonly pool: MessagePool;
  protected readonly copies: CopyCounter;
  protected readonly traits: QueueTraits;
  protected readonly capacity: number;
  protected readonly budgetBytes: number;
  protected items: Item[] = [];
  protected held: Item | undefined;
  protected roomWaiters: (() => void)[] = [];
  protected filledWaiters: (() => void)[] = [];
  protected closedWaiters: (() => void)[] = [];
  protected refusedLength = 0;

  constructor(input: QueueInput, traits: QueueTraits = pooledTraits) {
    const { capacity, budgetBytes } = checkQueueInput(input);
    this.pool = input.pool;
    this.bytes = input.pool.bytes;
    this.copies = input.copies ?? new CopyCounter();
    this.traits = traits;
    this.capacity = capacity;
    this.budgetBytes = budgetBytes;
  }

  get depth(): number {
    return this.items.length;
  }

  get queuedBytes(): number {
    return this.items.reduce((sum, { length }) => sum + length, 0);
  }

  get isHeld(): boolean {
    return this.held !== undefined;
  }

  offer(buffer: number, length: number): QueueOutcome {
    if (!this.pool.isOut(buffer) || length > this.pool.capacity(buffer)) {
      throw new RangeError(`Cannot offer ${length} bytes: buffer ${buffer} does not hold them`);
    }
    if (this.isClosed) return this.dropLate(buffer);
    if (!this.admits(length)) return this.refuse(buffer, length);
    this.put({ buffer, length });
    this.ledger.accepted++;
    this.wakeFilled();
    return ACCEPTED;
  }

  room(): Promise<void> {
    if (this.isClosed || this.admits(this.refusedLength)) return Promise.resolve();
    return new Promise((resolve) => this.roomWaiters.push(resolve));
  }

  take(): QueueOutcome {
    if (this.held !== undefined) throw new StillHeld("Cannot take: a message is held");
    const item = this.shift();
    if (item === undefined) return this.isClosed ? this.end() : NOTHING;
    this.hold(item);
    this.ledger.taken++;
    this.copies.addMessage(item.length);
    if (!this.traits.holdKeepsPlace) this.wakeRoom();
    return TAKEN;
  }

  filled(): Promise<void> {
    if (this.isClosed || this.items.length > 0) return Promise.resolve();
    return new Promise((resolve) => this.filledWaiters.push(resolve));
  }

  done(): void {
    if (this.held === undefined) throw new NotHeld("Cannot end a hold: nothing is held");
    this.pool.release(this.held.buffer);
    this.held = undefined;
    this.wakeRoom();
    if (this.isClosed) this.wakeClosed();
  }

  close(reason: unknown): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.reason = reason;
    this.wakeRoom();
    this.wakeFilled();
    if (!this.closeMustWait()) this.wakeClosed();
  }

  closed(): Promise<void> {
    if (this.isClosed && !this.closeMustWait()) return Promise.resolve();
    return new Promise((resolve) => this.closedWaiters.push(resolve));
  }

  [Symbol.dispose](): void {
    this.close(new QueueDisposed("The queue was disposed"));
    if (this.held !== undefined) this.done();
    for (const { buffer } of this.items.splice(0)) {
      this.pool.release(buffer);
      this.ledger.discarded++;
    }
  }

  protected admits(length: number): boolean {
    if (this.traits.bound === "bytes") {
      const charged = this.items.reduce((sum, item) => sum + this.charge(item.length), 0);
      return this.items.length === 0 || charged + this.charge(length) <= this.budgetBytes;
    }
    const held = this.held !== undefined && this.traits.holdKeepsPlace ? 1 : 0;
    return this.items.length + held < this.capacity;
  }

  protected charge(length: number): number {
    return Math.max(length, CHARGE_BYTES_MIN);
  }

  protected put(item: Item): void {
    this.items.push(item);
  }

  protected shift(): Item | undefined {
    return this.items.shift();
  }

  protected hold(item: Item): void {
    this.held = item;
    this.offset = this.pool.offset(item.buffer);
    this.length = item.length;
  }

  protected refuse(_buffer: number, length: number): QueueOutcome {
    this.refusedLength = length;
    return FULL;
  }

  protected dropLate(buffer: number): QueueOutcome {
    this.pool.release(buffer);
    this.ledger.dropped++;
    return DROPPED;
  }

  protected end(): QueueOutcome {
    return ENDED;
  }

  protected closeMustWait(): boolean {
    return this.traits.closeWaitsForHeld && this.held !== undefined;
  }

  protected wakeRoom(): void {
    for (const wake of this.roomWaiters.splice(0)) wake();
  }

  protected wakeFilled(): void {
    for (const wake of this.filledWaiters.splice(0)) wake();
  }

  protected wakeClosed(): void {
    for (const wake of this.closedWaiters.splice(0)) wake();
  }
}
