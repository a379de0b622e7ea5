/** What every sender shares: the checks of a send, the books, and what came back. @module */
import { ERRNO, SysError } from "../../../ffi/errno.ts";
import type { BufferPool } from "../../buffer_pool.ts";
import { CapReached, QueueFull } from "../../errors.ts";
import { type Clock, monotonicMs } from "../../host/waiter.ts";
import type { Outcome } from "../../outcome.ts";
import type { Sink } from "../../sink.ts";
import { SinkLedger } from "../../sink_ledger.ts";
import type { SendInput } from "./contract.ts";

/** How many sends may be taken and not reaped, for each that can be queued. */
export const IN_FLIGHT_PER_QUEUED = 2;

/** Errors that say that the socket has no room now. */
export function isFull(code: number): boolean {
  return code === ERRNO.EAGAIN || code === ERRNO.EINTR;
}

/**
 * A sink over one socket.
 *
 * A send is *taken*, then *done* (its result is known, its buffer is nobody's), then *returned* by
 * reap. `queued` are those taken and not yet handed to the kernel.
 */
export abstract class Sender implements Sink {
  readonly pool: BufferPool;
  readonly ledger: SinkLedger = new SinkLedger();
  protected readonly fd: number;
  protected readonly isStream: boolean;
  protected readonly batch: number;
  /** The most sends taken and not returned. */
  protected readonly cap: number;
  protected readonly clock: Clock;
  /** Taken and not handed to the kernel. */
  protected queued = 0;
  /** The errno after which nothing more is taken, or 0. */
  protected broken = 0;
  /**
   * Where the payload admitted last lies. In a cell, since a number of that size is a new object
   * each time it is handed from function to function.
   */
  protected readonly address = new Float64Array(1);
  readonly #addresses: Float64Array<ArrayBuffer>;
  readonly #doneBuffers: Int32Array<ArrayBuffer>;
  readonly #doneResults: Int32Array<ArrayBuffer>;
  #doneFirst = 0;
  #doneCount = 0;
  #open = true;
  #disposed = false;

  constructor(input: Required<SendInput>, clock: Clock = monotonicMs) {
    this.pool = input.pool;
    this.fd = input.fd;
    this.isStream = input.kind === "stream";
    this.batch = input.batch;
    this.cap = IN_FLIGHT_PER_QUEUED * input.batch;
    this.clock = clock;
    const { pool } = input;
    this.#addresses = Float64Array.from(
      { length: pool.bufferCount },
      (_, index) => Number(pool.address(index)),
    );
    this.#doneBuffers = new Int32Array(this.cap);
    this.#doneResults = new Int32Array(this.cap);
  }

  abstract readonly closeFd: number;
  abstract send(bufferIndex: number, offsetBytes: number, payloadBytes: number): number;
  abstract flush(): void;
  abstract wait(timeoutMs: number): Outcome;
  abstract drain(timeoutMs: number): Outcome;
  abstract close(timeoutMs: number): void;

  /** Takes what the kernel has finished. Never blocks. */
  protected abstract collect(): void;
  /** Closes what the subclass owns. */
  protected abstract free(): void;

  reap(buffers: Int32Array, results: Int32Array): number {
    if (!this.#disposed) this.collect();
    const count = Math.min(this.#doneCount, buffers.length, results.length);
    for (let index = 0; index < count; index++) {
      const from = (this.#doneFirst + index) % this.cap;
      const result = this.#doneResults[from]!;
      buffers[index] = this.#doneBuffers[from]!;
      results[index] = result;
      if (result < 0) this.ledger.failed++;
    }
    this.#doneFirst = (this.#doneFirst + count) % this.cap;
    this.#doneCount -= count;
    this.ledger.returned += count;
    return count;
  }

  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.close(0);
    this.#disposed = true;
    this.free();
  }

  protected get isOpen(): boolean {
    return this.#open;
  }

  /** From here on nothing is taken. */
  protected markClosed(): void {
    this.#open = false;
  }

  /** Whether there is something to reap. */
  protected get hasDone(): boolean {
    return this.#doneCount > 0;
  }

  /** Sends taken whose result is not known. */
  protected get pending(): number {
    return this.ledger.inFlight - this.#doneCount;
  }

  /** Whether a send would be taken, as far as we know. */
  protected get hasPlace(): boolean {
    return this.ledger.inFlight < this.cap && this.queued < this.batch;
  }

  /**
   * Refuses a send that cannot be taken. Returns false after a close; otherwise its payload is at
   * {@linkcode address}.
   */
  protected admit(bufferIndex: number, offsetBytes: number, payloadBytes: number): boolean {
    if (!this.#open) return false;
    if (this.broken !== 0) throw new SysError("send", this.broken, "the stream is torn");
    if (this.ledger.inFlight >= this.cap) {
      throw new CapReached(`Cannot send: all ${this.cap} sends are in flight or not reaped`);
    }
    if (this.queued >= this.batch) {
      throw new QueueFull(`Cannot send: all ${this.batch} places are queued; flush first`);
    }
    const address = this.#addresses[bufferIndex];
    const end = offsetBytes + payloadBytes;
    if (
      address !== undefined && offsetBytes >= 0 && payloadBytes >= 0 && end <= this.#bufferBytes
    ) {
      this.address[0] = address + offsetBytes;
      return true;
    }
    throw new RangeError(
      `Cannot send ${payloadBytes} bytes at ${offsetBytes} of buffer ${bufferIndex}: ` +
        `the pool has ${this.pool.bufferCount} buffers of ${this.#bufferBytes}`,
    );
  }

  /** Books a send taken. */
  protected take(payloadBytes: number): void {
    this.ledger.taken++;
    this.ledger.takenBytes += payloadBytes;
    this.ledger.bytesPinned += payloadBytes;
  }

  /** Books the result of a send: bytes, or a negated errno. */
  protected finish(bufferIndex: number, payloadBytes: number, result: number): void {
    const at = (this.#doneFirst + this.#doneCount++) % this.cap;
    this.#doneBuffers[at] = bufferIndex;
    this.#doneResults[at] = result;
    this.ledger.bytesPinned -= payloadBytes;
  }

  get #bufferBytes(): number {
    return this.pool.bufferBytes;
  }
}
