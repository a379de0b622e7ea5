/** The zerocopy path: what a replication sender is given, and what it gives. @module */
import type { BufferPool } from "../buffer_pool.ts";
import type { Clock } from "../host/waiter.ts";
import type { Implementation, SinkTraits } from "../implementation.ts";
import type { Outcome } from "../outcome.ts";
import type { Sink } from "../sink.ts";
import type { SenderStats } from "./stats.ts";

/** What a payload must have, at least, to be sent without a copy: below it, copying is cheaper. */
export const THRESHOLD_BYTES = 10 * 1024;
/** How long disposal lets the peer acknowledge before the connection is reset. */
export const CLOSE_TIMEOUT_MS = 1000;

/** What {@linkcode Implementation.open} takes. */
export interface ZerocopyInput {
  /**
   * A connected TCP socket. Borrowed: its owner closes it after the sender, which with a ring keeps
   * a descriptor of its own until then. Give each sender a connection of its own: the kernel counts
   * zero-copy sends per connection, and does not tell.
   */
  readonly fd: number;
  /** What can be sent, borrowed; senders of one backlog share it. */
  readonly pool: BufferPool;
  /** Payloads of at least so many bytes go without a copy; 0 for all. @default {10240} */
  readonly thresholdBytes?: number;
  /**
   * Whether zero copy is asked for on a connection within this host, where the kernel copies all
   * the same. @default {"skip"}
   */
  readonly loopback?: "skip" | "use";
  /**
   * The number that the first send gets, where the kernel starts at 0: added to what the kernel
   * says, so that a wrap at 2^32 can be had without four billion sends. @default {0}
   */
  readonly firstSequence?: number;
  /** The most sends taken and not reaped. @default {that of the traits} */
  readonly maxInFlight?: number;
  /** What disposal gives {@linkcode Sink.close}. @default {1000} */
  readonly closeTimeoutMs?: number;
  /** Measures how long transfers and buffers take: some 100 ns a send. @default {false} */
  readonly timed?: boolean;
  /** Registers the pool with the ring, once, in place of each send; `uring_send_zc` only. */
  readonly registeredBuffers?: boolean;
  /** @default {monotonicMs} */
  readonly clock?: Clock;
  /** What stands between a sender and the kernel, but for io_uring. @default {the kernel} */
  readonly channel?: Channel;
}

/**
 * Where notifications come from: the error queue of a socket, or a script.
 *
 * `while (read())` takes them one by one; the numbers are those of the last.
 */
export interface Notifications {
  /** The first send that is done. Above `high` where the numbers wrapped at 2^32. */
  readonly low: number;
  /** The last send that is done, itself included. */
  readonly high: number;
  /** Whether the kernel copied them after all, as far as it says: see `ErrorQueue.copied`. */
  readonly copied: boolean;
  /** Messages that were no notification, so far. */
  readonly otherCount: number;
  /** Messages that said nothing, so far: each ends the reading, and more may lie behind it. */
  readonly emptyCount: number;
  /** Takes the next one. False when there is none. */
  read(): boolean;
}

/** The calls of a sender to its socket: a seam, so that a script can refuse and withhold. */
export interface Channel extends Disposable {
  readonly notifications: Notifications;
  /** Asks for zero copy on this socket. Returns 0 or a negated errno. */
  enableZeroCopy(): number;
  /** Whether the peer is on this host, as far as the addresses show. */
  readonly isLoopback: boolean;
  /** Sends without blocking. Returns bytes taken or a negated errno. */
  send(buffer: number, offsetBytes: number, payloadBytes: number): number;
  /** As `send`, asking the kernel not to copy. */
  sendZeroCopy(buffer: number, offsetBytes: number, payloadBytes: number): number;
  /** The connection's own error, positive, 0 for none; reading clears it. */
  takeError(): number;
  /** Ends the stream behind the last byte sent. Harmless when the connection is gone. */
  shutdown(): void;
  /** Drops what is unsent and resets the connection. Harmless when the connection is gone. */
  reset(): void;
}

/**
 * A sender of one connection's stream.
 *
 * Close ends the stream (the peer reads the end behind the last byte), waits until the kernel is
 * done with all buffers, and resets the connection when that takes longer than the timeout: only
 * then does the kernel let go of what a peer never acknowledged.
 */
export interface ZerocopySink extends Sink {
  readonly stats: SenderStats;
  /** How many more sends it can take now before it throws: 0 asks for a flush, a reap, or both. */
  readonly room: number;
  /** The errno that broke the connection, positive; 0 while it is whole. */
  readonly brokenBy: number;
  /** An epoll set or a ring: readable when `wait` would look again. For waiting on many senders. */
  readonly waitFd: number;
  /**
   * As `wait`, for a caller with nothing to send: READY when there is something to reap, or nothing
   * in flight that could come back.
   */
  waitReturn(timeoutMs: number): Outcome;
}

/** A sender of the replication stream. */
export type ZerocopyImplementation = Implementation<ZerocopyInput, ZerocopySink, SinkTraits>;
