/** One replica: sends it the backlog from where it stands, and drops each block it is done with. @module */
import type { Outcome } from "../outcome.ts";
import type { Backlog } from "./backlog.ts";
import type { ZerocopySink } from "./contract.ts";

/** What {@linkcode Replica} takes. */
export interface ReplicaOptions {
  /** The most bytes that one send covers. @default {the backlog's block size} */
  readonly payloadBytes?: number;
}

/** How many sends one reap takes. */
const REAP_COUNT = 256;
/** What a block is to this replica, beside the count of its sends in flight. */
const PASSED = 1;

/**
 * Reads a backlog into a sender.
 *
 * The rest of a short send goes under the next number. The reference to a block is dropped when all
 * of the block is sent and the last send that covers it came back, however plain and zero-copy
 * sends mix.
 *
 * Ownership: takes over the sender, which it disposes; borrows the backlog, and holds references to
 * its blocks until the kernel is done with them, disposal or not.
 */
export class Replica implements Disposable {
  readonly sink: ZerocopySink;
  /** Bytes that the sender took. */
  sentBytes = 0;
  /** Bytes sent whose buffers came back. */
  returnedBytes = 0;
  /** Sends that came back with an error: `brokenBy` of the sender says which. */
  failedSends = 0;
  readonly #backlog: Backlog;
  readonly #payloadBytes: number;
  /** Per block: its sends in flight here, and whether all of it was sent. */
  readonly #inFlight: Int32Array<ArrayBuffer>;
  readonly #passed: Uint8Array<ArrayBuffer>;
  readonly #buffers = new Int32Array(REAP_COUNT);
  readonly #results = new Int32Array(REAP_COUNT);
  /** The block being sent by its ordinal, and how much of it was taken. */
  #ordinal: number;
  #offset = 0;
  #isAttached = true;

  /** @throws {Error} where the backlog is in the middle of a block. */
  constructor(backlog: Backlog, sink: ZerocopySink, options: ReplicaOptions = {}) {
    this.#backlog = backlog;
    this.sink = sink;
    this.#payloadBytes = options.payloadBytes ?? backlog.blockBytes;
    this.#inFlight = new Int32Array(backlog.pool.bufferCount);
    this.#passed = new Uint8Array(backlog.pool.bufferCount);
    this.#ordinal = backlog.attach();
  }

  /** Whether the sender took all that the backlog has. */
  get isCaughtUp(): boolean {
    const block = this.#backlog.blockAt(this.#ordinal);
    return block < 0 || this.#offset === this.#backlog.filled(block);
  }

  /**
   * Sends what there is until the sender takes no more, and ships it. Returns how many bytes it
   * took. Never blocks.
   *
   * @throws {SysError} when the connection is broken.
   */
  pump(): number {
    if (!this.#isAttached) return 0;
    const before = this.sentBytes;
    while (this.sink.room > 0 && this.#sendNext());
    this.sink.flush();
    return this.sentBytes - before;
  }

  /** Takes back what the kernel is done with, and drops blocks. Returns how many sends it was. */
  reap(): number {
    let total = 0;
    for (let count = REAP_COUNT; count === REAP_COUNT;) {
      count = this.sink.reap(this.#buffers, this.#results);
      for (let at = 0; at < count; at++) this.#giveBack(this.#buffers[at]!, this.#results[at]!);
      total += count;
    }
    return total;
  }

  /**
   * Blocks until there is something to do: room to send while it lags, or a buffer that came back.
   * See `Sink.wait`.
   */
  wait(timeoutMs: number): Outcome {
    return this.isCaughtUp ? this.sink.waitReturn(timeoutMs) : this.sink.wait(timeoutMs);
  }

  /** Stops reading: blocks not sent are dropped now, those in flight as they come back. */
  detach(): void {
    if (!this.#isAttached) return;
    this.#isAttached = false;
    this.#backlog.detach();
    for (;;) {
      const block = this.#backlog.blockAt(this.#ordinal++);
      if (block < 0) break;
      this.#pass(block);
    }
  }

  /** Detaches, disposes the sender, and takes back what it had. Harmless when repeated. */
  [Symbol.dispose](): void {
    this.detach();
    this.sink[Symbol.dispose]();
    this.reap();
  }

  /** One send. Returns whether there may be another. */
  #sendNext(): boolean {
    const backlog = this.#backlog;
    const block = backlog.blockAt(this.#ordinal);
    if (block < 0) return false;
    const left = backlog.filled(block) - this.#offset;
    if (left === 0) return false; // the writer is not done with it
    // after a short one its rest, so that the next payloads begin where they always do
    const due = this.#payloadBytes - this.#offset % this.#payloadBytes;
    const took = this.sink.send(block, this.#offset, Math.min(left, due));
    if (took === 0) return false;
    this.#inFlight[block]!++;
    this.sentBytes += took;
    this.#offset += took;
    if (this.#offset === backlog.blockBytes) {
      this.#offset = 0;
      this.#ordinal++;
      this.#pass(block);
    }
    return true;
  }

  #pass(block: number): void {
    this.#passed[block] = PASSED;
    this.#dropWhenDone(block);
  }

  #giveBack(block: number, result: number): void {
    if (result < 0) this.failedSends++;
    else this.returnedBytes += result;
    this.#inFlight[block]!--;
    this.#dropWhenDone(block);
  }

  #dropWhenDone(block: number): void {
    if (this.#passed[block] !== PASSED || this.#inFlight[block] !== 0) return;
    this.#passed[block] = 0;
    this.#backlog.drop(block);
  }
}
