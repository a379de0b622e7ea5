/** A reader with nothing clever in it, in steps that a mutant replaces one at a time. @module */
import { checkedView } from "../../lib/checked_view.ts";
import { CorruptHeader } from "../../lib/errors.ts";
import { Waiter, WOKEN_BY_CLOSE, WOKEN_BY_FLUSH } from "../../lib/host/waiter.ts";
import { AVAILABLE, type Traits } from "../../lib/implementation.ts";
import { SourceLedger } from "../../lib/ledger.ts";
import {
  CLOSED,
  DATA,
  DEADLINE,
  DISCARDED,
  EMPTY,
  FLUSHED,
  type Outcome,
  READY,
} from "../../lib/outcome.ts";
import type { RingbufImplementation, RingbufInput } from "../../lib/ringbuf/contract.ts";
import { HELD_POLL_MS } from "../../lib/ringbuf/reader.ts";
import {
  DISCARD_BIT,
  HEADER_BYTES,
  LENGTH_MASK,
  RingMemory,
  strideBytes,
} from "../../lib/ringbuf/ring_memory.ts";
import { unsafe } from "../../lib/ringbuf/unsafe.ts";
import type { AnySource, CursorSource, Source } from "../../lib/source.ts";
import type { Mutant } from "../suite.ts";

/**
 * What a reader in place needs but for its style. As it stands it does all right; each `protected`
 * step is there to be done wrong. Positions are low halves of the 64-bit counters, as int32.
 */
export class PlainRing implements Source {
  offset = 0;
  length = 0;
  remaining = 0;
  readonly ledger: SourceLedger;
  protected readonly memory: RingMemory;
  protected readonly waiter: Waiter;
  /** Where the next record's header is. */
  protected at: number;
  /** The producer position at the last look. */
  protected end: number;
  protected isOpen = true;
  protected corrupt: CorruptHeader | undefined;
  #disposed = false;
  #generation = 0;

  constructor({ ring }: RingbufInput) {
    using stack = new DisposableStack();
    this.memory = stack.use(new RingMemory(ring));
    this.waiter = stack.use(new Waiter(ring.pollFd));
    this.at = this.start();
    this.end = this.at;
    this.ledger = new SourceLedger(() =>
      this.#disposed ? 0 : (this.at - this.memory.loadConsumer()) | 0
    );
    stack.move();
  }

  get bytes(): Uint8Array {
    return this.memory.data;
  }

  get closeFd(): number {
    return this.waiter.closeFd;
  }

  get flushFd(): number {
    return this.waiter.flushFd;
  }

  wait(timeoutMs: number): Outcome {
    const endMs = performance.now() + timeoutMs;
    for (;;) {
      if (!this.isOpen) return CLOSED;
      const leftMs = endMs - performance.now();
      const woken = this.sleep(this.ready() ? 0 : leftMs);
      if ((woken & WOKEN_BY_CLOSE) !== 0) this.close();
      else if (this.ready()) return READY;
      else if ((woken & WOKEN_BY_FLUSH) !== 0) return this.takeFlush();
      else if (leftMs <= 0) return DEADLINE;
    }
  }

  /** Always checked: nobody measures this one. */
  view(): Uint8Array {
    const generation = this.#generation;
    const bytes = this.bytes.subarray(this.offset, this.offset + this.length);
    return checkedView(bytes, () => generation === this.#generation && !this.#disposed);
  }

  close(): void {
    this.isOpen = false;
  }

  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.close();
    this.#disposed = true;
    this.waiter[Symbol.dispose]();
    this.memory[Symbol.dispose]();
  }

  /** Where reading starts. */
  protected start(): number {
    return this.memory.loadConsumer();
  }

  /** Whether payloads are out that were not released. */
  protected holds(): boolean {
    return this.ledger.inFlight !== 0;
  }

  /** Gives back all before {@linkcode at}. */
  protected release(): void {
    this.#generation++;
    if (this.memory.loadConsumer() !== this.at) this.memory.publish(this.at);
  }

  /** Steps over one record. */
  protected step(): Outcome {
    if (!this.isOpen) return CLOSED;
    if (this.corrupt) throw this.corrupt;
    if (this.at === this.end && !this.look()) return EMPTY;
    const header = this.header();
    return header < 0 ? this.atBusy(header) : this.take(header);
  }

  /** Asks the producer position. Returns whether there is something. */
  protected look(): boolean {
    const end = this.memory.loadProducer();
    const ahead = (end - this.at) | 0;
    if (ahead < 0 || ahead > this.memory.sizeBytes) this.fail("the positions do not fit the ring");
    this.end = end;
    return ahead !== 0;
  }

  protected header(): number {
    return this.memory.words[(this.at & this.memory.mask) >> 2]!;
  }

  protected atBusy(_header: number): Outcome {
    return EMPTY;
  }

  /** Takes the record whose header is given. */
  protected take(header: number): Outcome {
    const length = header & LENGTH_MASK;
    const stride = this.stride(length);
    if (stride > ((this.end - this.at) | 0)) this.fail(`a record of ${length} bytes is too long`);
    this.offset = (this.at & this.memory.mask) + HEADER_BYTES;
    this.length = length;
    this.at = (this.at + stride) | 0;
    this.remaining = (this.end - this.at) | 0;
    if ((header & DISCARD_BIT) === 0) return DATA;
    this.ledger.discard();
    return DISCARDED;
  }

  protected stride(payloadBytes: number): number {
    return strideBytes(payloadBytes);
  }

  protected fail(what: string): void {
    this.corrupt = new CorruptHeader(`Cannot read the ring: ${what}`);
    throw this.corrupt;
  }

  /** Whether `next` would give something. */
  protected ready(): boolean {
    if (!this.isOpen || this.corrupt) return false;
    return (this.at !== this.end || this.look()) && this.header() >= 0;
  }

  /** Sleeps in one go of a wait; epoll serves only a reader that has caught up. */
  protected sleep(leftMs: number): number {
    if (!this.holds()) {
      this.memory.publish(this.at);
      if (this.memory.loadProducer() === this.at) return this.waiter.sleep(leftMs);
    }
    return this.waiter.pause(Math.min(leftMs, HELD_POLL_MS));
  }

  protected takeFlush(): Outcome {
    this.waiter.takeFlush();
    return FLUSHED;
  }
}

/** Hands out by a cursor, and gives back all with one commit, as `unsafe` does. */
export class PlainReader extends PlainRing implements CursorSource {
  next(): Outcome {
    let outcome = this.step();
    while (outcome === DISCARDED) outcome = this.step();
    if (outcome === DATA) this.ledger.deliver();
    else if (outcome === EMPTY && !this.holds()) this.release();
    return outcome;
  }

  commit(): void {
    this.ledger.releaseAll();
    this.release();
  }
}

/** What {@linkcode plainMutant} takes. */
export interface PlainMutantOptions {
  readonly name: string;
  readonly bug: string;
  readonly open: (input: RingbufInput) => AnySource;
  /** What differs from `unsafe`. */
  readonly traits?: Partial<Traits>;
}

/** A mutant's row: declared like `unsafe`, which reads as a {@linkcode PlainReader} does. */
export function plainMutant(options: PlainMutantOptions): Mutant<RingbufImplementation> {
  const { name, bug, open, traits } = options;
  const implementation: RingbufImplementation = {
    name,
    summary: bug,
    source: unsafe.source,
    traits: { ...unsafe.traits, ...traits },
    probe: () => AVAILABLE,
    open,
  };
  return { name, bug, implementation };
}

/** The plain reader as it stands. */
export const plainReader: RingbufImplementation = plainMutant({
  name: "plain_reader",
  bug: "none",
  open: (input) => new PlainReader(input),
}).implementation;
