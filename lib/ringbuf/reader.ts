/** What every ring reader shares: stepping over headers, waiting, closing. @module */
import { checkedView } from "../checked_view.ts";
import { CorruptHeader, ViewEnded } from "../errors.ts";
import { type Clock, monotonicMs, Waiter, WOKEN_BY_CLOSE, WOKEN_BY_FLUSH } from "../host/waiter.ts";
import { SourceLedger } from "../ledger.ts";
import {
  CLOSED,
  DATA,
  DEADLINE,
  DISCARDED,
  EMPTY,
  FLUSHED,
  type Outcome,
  READY,
} from "../outcome.ts";
import type { RingbufInput } from "./contract.ts";
import {
  DISCARD_BIT,
  HEADER_BYTES,
  LENGTH_MASK,
  PLAIN_ACCESS_ORDERS,
  RingMemory,
  strideBytes,
  submittedBytes,
} from "./ring_memory.ts";

/**
 * The longest pause between two looks at a ring that epoll cannot watch for us: as long as a wake
 * within 10 ms of a submit allows. On a virtual machine a look costs 40 to 70 µs: some 20 for any
 * sleep with a timeout, in C too, the rest for code and data that the pause made cold.
 */
export const HELD_POLL_MS = 9;

/** What a disposed reader has left to look at. */
const NO_WORDS = new Int32Array(0);

/** How many waits may find data at once before one looks whether a close was asked for. */
const LOOKS_BEFORE_CONTROLS = 64;

/**
 * A cursor over a ring's records, from the consumer position to what the producer has submitted.
 *
 * Source: kernel/bpf/ringbuf.c and include/uapi/linux/bpf.h. The cursor runs ahead of the consumer
 * position: the bytes between the two are held, and the producer cannot write there.
 *
 * Speed: `at` and `stop` are small integers in the doubled data area; absolute positions live in
 * an Int32Array and are touched once per batch. So a step allocates nothing, reads one header and
 * needs no mask: what one look finds is contiguous.
 */
export class RingReader implements Disposable {
  offset = 0;
  length = 0;
  readonly ledger: SourceLedger;
  protected readonly memory: RingMemory;
  readonly #waiter: Waiter;
  readonly #clock: Clock;
  #words: Int32Array;
  readonly #mask: number;
  /** The producer position at the last look, low half; a cell, since a field would be boxed. */
  readonly #end = new Int32Array(1);
  #at = 0;
  #stop = 0;
  #open = true;
  #disposed = false;
  #corrupt: CorruptHeader | undefined;
  #looks = 0;
  readonly #checked: boolean;
  #generation = 0;

  /**
   * Attaches where the ring's consumer position is, which need not be 0.
   *
   * @throws {SysError} when the ring cannot be mapped or watched; nothing stays open.
   */
  constructor({ ring, checked = false }: RingbufInput, clock: Clock = monotonicMs) {
    using stack = new DisposableStack();
    this.memory = stack.use(new RingMemory(ring));
    this.#waiter = stack.use(new Waiter(ring.pollFd));
    this.#clock = clock;
    this.#checked = checked;
    this.#words = this.memory.words;
    this.#mask = this.memory.mask;
    this.reattach();
    this.ledger = new SourceLedger(() => this.#disposed ? 0 : this.pinnedBytes());
    stack.move();
  }

  /** The data area. */
  get bytes(): Uint8Array {
    return this.memory.data;
  }

  get remaining(): number {
    return this.#stop - this.#at;
  }

  get closeFd(): number {
    return this.#waiter.closeFd;
  }

  get flushFd(): number {
    return this.#waiter.flushFd;
  }

  /** Whether it was closed. */
  protected get isClosed(): boolean {
    return !this.#open;
  }

  /** Puts the cursor where somebody else has read to, by default the consumer position. */
  protected reattach(position: number = this.memory.loadConsumer()): void {
    this.#end[0] = position;
    this.#at = this.#end[0]! & this.#mask;
    this.#stop = this.#at;
  }

  /** The cursor's absolute position, low half: what a release of everything publishes. */
  protected get cursor(): number {
    return (this.#end[0]! - (this.#stop - this.#at)) | 0;
  }

  /** How much of the ring the producer lacks because of us. */
  protected pinnedBytes(): number {
    return (this.cursor - this.memory.loadConsumer()) | 0;
  }

  /** Whether payloads are out that were not released. */
  protected holds(): boolean {
    return this.ledger.inFlight !== 0;
  }

  /**
   * Steps to the next record and over it: DATA and DISCARDED set `offset` and `length`; a record
   * still BUSY is EMPTY, so that nothing behind it overtakes it.
   *
   * @throws {CorruptHeader} without moving.
   */
  protected step(): Outcome {
    if (this.#at === this.#stop && !this.look()) return this.#open ? EMPTY : CLOSED;
    const at = this.#at;
    const header = this.#words[at >> 2]!;
    if (header < 0) return EMPTY; // BUSY
    const length = header & LENGTH_MASK;
    const next = at + strideBytes(length);
    if (next > this.#stop) this.#fail(`a record of ${length} bytes ends past the producer`);
    this.offset = at + HEADER_BYTES;
    this.length = length;
    this.#at = next;
    if ((header & DISCARD_BIT) !== 0) {
      this.ledger.discard();
      return DISCARDED;
    }
    return DATA;
  }

  /**
   * The next record that was not discarded; otherwise as {@linkcode step}.
   *
   * Speed: one unsigned comparison tells a plain record from all else, and all else goes the slow
   * way: strides of BUSY, DISCARD and corrupt lengths are larger than the room, and so is one of
   * zero (made of what lies past the end) once 1 is taken off. With the cursor kept unmasked this
   * took a read of 64 bytes from 9.3 to 5.6 ns.
   */
  protected stepOverDiscards(): Outcome {
    const at = this.#at;
    const length = this.#words[at >> 2]!;
    const stride = (length + HEADER_BYTES + 7) & ~7;
    if (((stride - 1) >>> 0) >= ((this.#stop - at) >>> 0)) return this.#stepSlowly();
    this.offset = at + HEADER_BYTES;
    this.length = length;
    this.#at = at + stride;
    return DATA;
  }

  /** Publishes the cursor, if it is ahead of what was published. */
  protected releaseCursor(): void {
    const position = this.cursor;
    if (position !== this.memory.loadConsumer()) this.memory.publish(position);
  }

  /** See {@linkcode Source.wait}. */
  wait(timeoutMs: number): Outcome {
    if (Number.isNaN(timeoutMs)) throw new RangeError("Cannot wait: the timeout is not a number");
    const deadlineMs = this.#clock() + timeoutMs;
    for (let pauseMs = 1;; pauseMs = Math.min(2 * pauseMs, HELD_POLL_MS)) {
      if (!this.#open) return CLOSED;
      const ready = this.#ready();
      if (ready && ++this.#looks % LOOKS_BEFORE_CONTROLS !== 0) return READY;
      const leftMs = ready ? 0 : deadlineMs - this.#clock();
      const woken = this.#watchable(ready)
        ? this.#waiter.sleep(leftMs)
        : this.#waiter.pause(Math.min(leftMs, pauseMs));
      if ((woken & WOKEN_BY_CLOSE) !== 0) this.close();
      else if (ready || this.#ready()) return READY;
      else if ((woken & WOKEN_BY_FLUSH) !== 0) return this.#takeFlush();
      else if (leftMs <= 0) return DEADLINE;
    }
  }

  view(): Uint8Array {
    if (this.#disposed) throw new ViewEnded("Cannot view a record: its reader was disposed");
    const view = this.bytes.subarray(this.offset, this.offset + this.length);
    return this.#checked ? checkedView(view, this.liveness()) : view;
  }

  /** For checked views: a function that says whether the record last handed out is still held. */
  protected liveness(): () => boolean {
    const generation = this.#generation;
    return () => this.#generation === generation && !this.#disposed;
  }

  /** Ends the views made so far: their records are about to be released. */
  protected endViews(): void {
    this.#generation = (this.#generation + 1) | 0;
  }

  close(): void {
    this.#open = false;
    this.#end[0] = this.cursor;
    this.#stop = this.#at;
  }

  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.close();
    this.#disposed = true;
    this.#words = NO_WORDS; // a late `next` looks at a header first, and must not find it gone
    this.#waiter[Symbol.dispose]();
    this.memory[Symbol.dispose]();
  }

  #stepSlowly(): Outcome {
    let outcome = this.step();
    while (outcome === DISCARDED) outcome = this.step();
    // Discards behind the last record are nobody's: without this, their space would stay held.
    if (outcome === EMPTY && !this.holds()) this.releaseCursor();
    return outcome;
  }

  /**
   * Asks the producer position: one acquire for all the records it covers. Returns whether there
   * is anything ahead.
   *
   * @throws {CorruptHeader} when the two positions cannot be a ring's.
   */
  protected look(): boolean {
    if (!this.#open) return false;
    if (this.#corrupt) throw this.#corrupt;
    const end = this.memory.loadProducer();
    const ahead = (end - this.#end[0]!) | 0;
    if (ahead < 0 || ahead > this.memory.sizeBytes) {
      this.#fail(
        `the consumer position is ${ahead < 0 ? "ahead of" : "too far behind"} the producer`,
      );
    }
    if (((end | ahead) & 7) !== 0) this.#fail("a position is not a multiple of 8");
    const at = this.#at & this.#mask;
    // Where plain loads do not order, only what was submitted may be stepped over by them.
    const seen = PLAIN_ACCESS_ORDERS ? ahead : submittedBytes(this.#words, { at, ahead });
    this.#end[0] = end - (ahead - seen);
    this.#at = at;
    this.#stop = at + seen;
    return seen !== 0;
  }

  #fail(what: string): never {
    this.#corrupt = new CorruptHeader(
      `Cannot read the ring at ${this.#at}: ${what}; nothing was released, recreate the ring`,
    );
    this.#end[0] = this.cursor; // so that every step from now on looks, and finds this
    this.#stop = this.#at;
    throw this.#corrupt;
  }

  /** Whether `next` would give something other than EMPTY. */
  #ready(): boolean {
    return (this.#at !== this.#stop || this.look()) && this.#words[this.#at >> 2]! >= 0;
  }

  /**
   * Whether epoll can be trusted to wake us: only when the consumer position, stored with a full
   * fence, equals the producer position. While records are held, or the head is BUSY, the two
   * differ: a level-triggered wait then returns at once for ever, an edge-triggered one may never
   * return, since the kernel wakes nobody unless the reader had caught up.
   */
  #watchable(ready: boolean): boolean {
    if (ready || this.holds()) return false;
    const position = this.cursor;
    this.memory.publish(position);
    return this.memory.loadProducer() === position;
  }

  #takeFlush(): Outcome {
    this.#waiter.takeFlush();
    return FLUSHED;
  }
}
