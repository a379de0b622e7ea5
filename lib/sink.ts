/** The Sink role: takes buffers that the kernel then owns until a completion gives them back. @module */
import type { BufferPool } from "./buffer_pool.ts";
import type { Outcome } from "./outcome.ts";
import type { SinkLedger } from "./sink_ledger.ts";

/**
 * What every sink has.
 *
 * Ownership: a buffer taken by {@linkcode send} is the kernel's until {@linkcode reap} returns its
 * index, once per send; only then may it be written to or released. The sink borrows the pool and
 * the socket. It belongs to one thread; only {@linkcode closeFd} may be used from another.
 */
export interface Sink extends Disposable {
  /** The buffers that can be sent. */
  readonly pool: BufferPool;
  /** What went in and came back. */
  readonly ledger: SinkLedger;
  /** An eventfd: a write from any thread or process that has it closes the sink. */
  readonly closeFd: number;
  /**
   * Takes `payloadBytes` bytes at `offsetBytes` of a buffer of the pool. Returns how many it took:
   * all, less where the trait `shortSends` says so, or 0 when the socket has no room now, and then
   * nothing happened and the buffer stays the caller's. Never blocks.
   *
   * Three numbers and no options object: this is a data path, and an object a send is garbage.
   *
   * @throws {CapReached} with `maxInFlight` sends out; nothing was taken.
   * @throws {QueueFull} when the batch is full; nothing was taken, flush and try again.
   * @throws {SysError} when the socket is broken; nothing was taken.
   */
  send(bufferIndex: number, offsetBytes: number, payloadBytes: number): number;
  /** Ships what was taken and is still queued, with one call where the kernel allows it. */
  flush(): void;
  /**
   * Writes the buffers that came back to `buffers`, and to the same places of `results` how many
   * bytes went out, or a negated errno. Returns their count. Never blocks.
   */
  reap(buffers: Int32Array, results: Int32Array): number;
  /** Blocks until there is something to reap, or room to send. READY, DEADLINE or CLOSED. */
  wait(timeoutMs: number): Outcome;
  /** Flushes, and blocks until nothing is in flight. READY then; DEADLINE when it takes longer. */
  drain(timeoutMs: number): Outcome;
  /**
   * Ends the sink: nothing more is taken, and what is in flight is handled as the trait `closeMode`
   * says, for at most `timeoutMs`; the results still come by `reap`. Idempotent. Disposal closes
   * first, and gives nothing back that the kernel may still read.
   */
  close(timeoutMs: number): void;
}
