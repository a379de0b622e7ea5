/** A sink with nothing clever in it, in steps that a mutant replaces one at a time. @module */
import { Epoll, EPOLLIN, EPOLLOUT } from "../ffi/epoll.ts";
import { ERRNO } from "../ffi/errno.ts";
import { EventFd } from "../ffi/eventfd.ts";
import { NativeMemory } from "../ffi/memory.ts";
import { MSG_DONTWAIT, MSG_NOSIGNAL } from "../ffi/socket_constants.ts";
import { send } from "../ffi/transfer.ts";
import type { BufferPool } from "../lib/buffer_pool.ts";
import { CapReached, QueueFull } from "../lib/errors.ts";
import type { SinkTraits } from "../lib/implementation.ts";
import { CLOSED, DEADLINE, type Outcome, READY } from "../lib/outcome.ts";
import type { Sink } from "../lib/sink.ts";
import { SinkLedger } from "../lib/sink_ledger.ts";

const FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;
const BATCH = 8;
const CAP = 16;
const FRAME_BYTES_MAX = 2 ** 20;

/** What {@linkcode PlainSink} takes. */
export interface PlainSinkInput {
  readonly fd: number;
  readonly pool: BufferPool;
  /** The bytes in front of a payload; none where it goes out as it is. */
  readonly head: (payloadBytes: number) => Uint8Array;
}

/** A send under way. */
export interface Entry {
  readonly index: number;
  readonly offsetBytes: number;
  readonly payloadBytes: number;
  /** Bytes of the frame that went out. */
  wentOut: number;
  result: number;
}

/** What a {@linkcode PlainSink} declares. */
export const plainSinkTraits: SinkTraits = {
  release: "completion",
  batched: true,
  maxInFlight: CAP,
  ordered: true,
  shortSends: false,
  closeMode: "cancels",
  asksZeroCopy: false,
  thread: "owner",
  minimumKernel: "2.6",
  needsKernel: true,
};

/**
 * Queues sends, and ships them in order when flushed, as far as the socket has room. As it stands
 * it does all right; each `protected` step is there to be done wrong. Allocates as it likes.
 */
export class PlainSink implements Sink {
  readonly pool: BufferPool;
  readonly ledger = new SinkLedger();
  protected readonly fd: number;
  protected readonly queue: Entry[] = [];
  protected readonly done: Entry[] = [];
  protected isOpen = true;
  protected readonly stack: DisposableStack;
  readonly #head: PlainSinkInput["head"];
  readonly #close: EventFd;
  readonly #epoll: Epoll;
  readonly #frame: NativeMemory;

  constructor({ fd, pool, head }: PlainSinkInput) {
    using stack = new DisposableStack();
    this.fd = fd;
    this.pool = pool;
    this.#head = head;
    this.#close = stack.use(new EventFd());
    this.#epoll = stack.use(Epoll.open());
    this.#epoll.add(this.#close.fd, { events: EPOLLIN, data: 1 });
    this.#epoll.add(fd, { events: EPOLLOUT, data: 2 });
    this.#frame = stack.use(NativeMemory.map({ sizeBytes: FRAME_BYTES_MAX }));
    this.stack = stack.move();
  }

  get closeFd(): number {
    return this.#close.fd;
  }

  send(index: number, offsetBytes: number, payloadBytes: number): number {
    this.admit();
    this.ledger.taken++;
    this.ledger.takenBytes += payloadBytes;
    this.ledger.bytesPinned += payloadBytes;
    this.queue.push({ index, offsetBytes, payloadBytes, wentOut: 0, result: 0 });
    return payloadBytes;
  }

  flush(): void {
    while (this.queue.length > 0) {
      const entry = this.queue[0]!;
      const result = this.ship(entry);
      if (result === -ERRNO.EAGAIN) return;
      if (result === undefined) continue; // a part of it went out
      this.queue.shift();
      this.end(entry, result);
    }
  }

  reap(buffers: Int32Array, results: Int32Array): number {
    const count = Math.min(this.done.length, buffers.length);
    this.done.splice(0, count).forEach((entry, at) => {
      buffers[at] = entry.index;
      results[at] = entry.result;
      this.ledger.returned++;
      this.ledger.bytesPinned -= entry.payloadBytes;
      if (entry.result < 0) this.ledger.failed++;
    });
    return count;
  }

  wait(timeoutMs: number): Outcome {
    return this.until(timeoutMs, () => this.done.length > 0 || this.queue.length < BATCH);
  }

  drain(timeoutMs: number): Outcome {
    return this.until(timeoutMs, () => this.queue.length === 0);
  }

  close(timeoutMs: number): void {
    if (!this.isOpen) return;
    this.drain(timeoutMs);
    this.isOpen = false;
    this.abandon();
  }

  [Symbol.dispose](): void {
    this.close(0);
    this.stack.dispose();
  }

  /** Refuses what cannot be taken. */
  protected admit(): void {
    if (!this.isOpen) throw new Error("Cannot send: the sink was closed");
    if (this.ledger.inFlight >= CAP) throw new CapReached(`Cannot send: ${CAP} are in flight`);
    if (this.queue.length >= BATCH) throw new QueueFull(`Cannot queue: ${BATCH} wait for a flush`);
  }

  /** Sends what is left of an entry. Its bytes, undefined for a part, or -errno. */
  protected ship(entry: Entry): number | undefined {
    const { index, offsetBytes, payloadBytes } = entry;
    const head = this.#head(payloadBytes);
    const { bytes } = this.#frame;
    bytes.set(head);
    const payload = this.pool.bytes(index).subarray(offsetBytes, offsetBytes + payloadBytes);
    bytes.set(payload, head.length);
    const left = head.length + payloadBytes - entry.wentOut;
    const result = send(this.fd, this.#frame.at(entry.wentOut), BigInt(left), FLAGS);
    return result < 0 ? result : this.account(entry, result, left);
  }

  /** Books what went out. */
  protected account(entry: Entry, wentOut: number, left: number): number | undefined {
    entry.wentOut += wentOut;
    return wentOut === left ? entry.payloadBytes : undefined;
  }

  /** Gives an entry back. */
  protected end(entry: Entry, result: number): void {
    entry.result = result;
    this.done.push(entry);
  }

  /** What close does with what did not go out. */
  protected abandon(): void {
    for (const entry of this.queue.splice(0)) this.end(entry, -ERRNO.ECANCELED);
  }

  /** Sleeps until the socket has room or the sink is closed. */
  protected sleep(leftMs: number): void {
    const count = this.#epoll.wait(leftMs);
    for (let at = 0; at < count; at++) if (this.#epoll.data(at) === 1) this.closing();
  }

  /** Another thread has written to {@linkcode closeFd}. */
  protected closing(): void {
    this.close(0);
  }

  protected until(timeoutMs: number, over: () => boolean): Outcome {
    const endMs = performance.now() + timeoutMs;
    for (;;) {
      if (!this.isOpen) return CLOSED;
      this.flush();
      if (over()) return READY;
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) return DEADLINE;
      this.sleep(leftMs);
    }
  }
}
