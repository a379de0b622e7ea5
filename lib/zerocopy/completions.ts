/** What is in flight on one connection, and what came back: for MSG_ZEROCOPY and SEND_ZC alike. @module */
import { type Clock, monotonicMs } from "../host/waiter.ts";
import { SinkLedger } from "../sink_ledger.ts";
import { SenderStats } from "./stats.ts";
import { Tracker } from "./tracker.ts";

/** What {@linkcode Completions} takes. */
export interface CompletionsOptions {
  /** The most sends taken and not reaped. */
  readonly maxInFlight: number;
  /** The number of the first send that goes through the tracker. @default {0} */
  readonly firstSequence?: number;
  /** Measures {@linkcode SenderStats.transfer} and {@linkcode SenderStats.bufferBack}. */
  readonly timed?: boolean;
  /** @default {monotonicMs} */
  readonly clock?: Clock;
}

/**
 * Keeps buffers from the send until the kernel is done with them, whichever way it says so: a range
 * of the error queue, or the completions of a ring.
 *
 * A send that the kernel copied at once is back at once; the others come back in their order, as a
 * prefix. Belongs to one thread; nothing is allocated per send.
 */
export class Completions {
  readonly ledger: SinkLedger = new SinkLedger();
  readonly tracker: Tracker;
  readonly stats: SenderStats;
  readonly #maxInFlight: number;
  readonly #clock: Clock | undefined;
  readonly #returned: ReturnQueue;
  /** When the send under way started: a cell, since a field would be boxed. */
  readonly #started = new Float64Array(1);

  constructor(options: CompletionsOptions) {
    const { maxInFlight, firstSequence = 0, timed = false, clock = monotonicMs } = options;
    this.#maxInFlight = maxInFlight;
    this.#clock = timed ? clock : undefined;
    this.tracker = new Tracker({ firstSequence, completed: (slot) => this.#unpin(slot) });
    this.stats = new SenderStats(this.ledger, this.tracker);
    this.#returned = new ReturnQueue(maxInFlight);
  }

  /** How many more sends can be taken before the cap. */
  get room(): number {
    return this.#maxInFlight - this.ledger.inFlight;
  }

  /** Sends whose memory the kernel may still read. */
  get outstanding(): number {
    return this.tracker.openCount;
  }

  /** Whether {@linkcode reap} would give something. */
  get hasReturns(): boolean {
    return this.#returned.length > 0 || this.tracker.hasDone;
  }

  /** Notes that a send starts now, for the times. */
  start(): void {
    if (this.#clock !== undefined) this.#started[0] = this.#clock();
  }

  /** Books a send that the kernel copied: its buffer is back already. */
  takeCopied(buffer: number, payloadBytes: number): void {
    this.#take(payloadBytes);
    this.#returned.push(buffer, payloadBytes);
    if (this.#clock === undefined) return;
    const spentMs = this.#clock() - this.#started[0]!;
    this.stats.transfer.add(spentMs);
    this.stats.bufferBack.add(spentMs);
  }

  /**
   * Books a zero-copy send that the socket has taken. Returns the number under which the kernel
   * will complete it.
   */
  takeZeroCopy(buffer: number, payloadBytes: number): number {
    this.ledger.askedZeroCopy++;
    const sequence = this.takeQueued(buffer, payloadBytes);
    if (this.#clock !== undefined) this.stats.transfer.add(this.#clock() - this.#started[0]!);
    return sequence;
  }

  /** Books a send whose result comes later by {@linkcode resolve}. Returns its number. */
  takeQueued(buffer: number, payloadBytes: number): number {
    this.#take(payloadBytes);
    this.ledger.bytesPinned += payloadBytes;
    const sequence = this.tracker.push(buffer, payloadBytes);
    if (this.#clock !== undefined) this.tracker.stamp(sequence, this.#started[0]!);
    return sequence;
  }

  /** How many bytes a send in flight covers; 0 for a number that is not in flight. */
  sizeOf(sequence: number): number {
    const { tracker } = this;
    return tracker.isOpen(sequence) ? tracker.sizeAt(tracker.slotOf(sequence)) : 0;
  }

  /** Books the result of a send: bytes or a negated errno. Its buffer is not back yet. */
  resolve(sequence: number, result: number): void {
    if (!this.tracker.resolve(sequence, result)) {
      this.ledger.orphans++;
      return;
    }
    if (result < 0) this.ledger.failed++;
    if (this.#clock === undefined) return;
    const slot = this.tracker.slotOf(sequence);
    this.stats.transfer.add(this.#clock() - this.tracker.timeAt(slot));
  }

  /** Books that one send is over, with no word on copies: it was no zero-copy send, or failed. */
  complete(sequence: number): void {
    this.#complete(sequence, sequence);
  }

  /**
   * Books a notification: the kernel is done with the sends `low` to `high`, both included, and
   * says whether it copied them all the same. What it cannot mean is counted and changes nothing.
   */
  notify(low: number, high: number, copied: boolean): void {
    const count = this.#complete(low, high);
    this.stats.notified += count;
    if (copied) this.ledger.copiedAfterAll += count;
  }

  /** See `Sink.reap`. */
  reap(buffers: Int32Array, results: Int32Array): number {
    let count = 0;
    while (count < buffers.length && this.#returned.length > 0) {
      results[count] = this.#returned.peekResult();
      buffers[count++] = this.#returned.shift();
    }
    while (count < buffers.length && this.tracker.pop()) {
      buffers[count] = this.tracker.buffer;
      results[count++] = this.tracker.result;
    }
    this.ledger.returned += count;
    return count;
  }

  #take(payloadBytes: number): void {
    this.ledger.taken++;
    this.ledger.takenBytes += payloadBytes;
  }

  #complete(low: number, high: number): number {
    const { tracker } = this;
    const strangeBefore = tracker.rejected + tracker.duplicates;
    const count = tracker.complete(low, high);
    this.ledger.orphans += tracker.rejected + tracker.duplicates - strangeBefore;
    return count;
  }

  #unpin(slot: number): void {
    this.ledger.bytesPinned -= this.tracker.sizeAt(slot);
    if (this.#clock === undefined) return;
    this.stats.bufferBack.add(this.#clock() - this.tracker.timeAt(slot));
  }
}

/** Buffers that are back and not reaped: a ring of fixed room. */
class ReturnQueue {
  readonly #buffers: Int32Array<ArrayBuffer>;
  readonly #results: Int32Array<ArrayBuffer>;
  #head = 0;
  #length = 0;

  constructor(capacity: number) {
    this.#buffers = new Int32Array(capacity);
    this.#results = new Int32Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(buffer: number, result: number): void {
    const at = (this.#head + this.#length++) % this.#buffers.length;
    this.#buffers[at] = buffer;
    this.#results[at] = result;
  }

  peekResult(): number {
    return this.#results[this.#head]!;
  }

  shift(): number {
    const buffer = this.#buffers[this.#head]!;
    this.#head = (this.#head + 1) % this.#buffers.length;
    this.#length--;
    return buffer;
  }
}
