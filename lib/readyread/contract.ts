/** The readyread path: one source for many connections, what it is given and what it gives. @module */
import type { Implementation } from "../implementation.ts";
import type { Clock } from "../host/waiter.ts";
import type { CursorSource } from "../source.ts";
import type { ReadPool } from "./pool.ts";
import { BUFFER_BYTES_MAX, type PoolName } from "./pool_sizes.ts";

/** What one read may take where nothing else is said. */
export const DEFAULT_BUFFER_BYTES = 32 * 1024;
/** The most buffers handed out where nothing else is said. */
export const DEFAULT_BUFFERS = 32;
/** The most connections. */
export const CONNECTIONS_MAX = 2 ** 17;
/** The most buffers handed out: more do not fit a ring of provided buffers. */
export const BUFFERS_MAX = 2 ** 15;

/** What {@linkcode Implementation.open} takes. */
export interface ReadInput {
  /** What one read takes at most, 1 to 4 MiB. A longer datagram is cut. @default {32768} */
  readonly bufferBytes?: number;
  /** The most connections at once, 1 to 131072. */
  readonly connectionsMax: number;
  /**
   * The most payloads in hand, 1 to 32768. `pinned` has one for each connection whatever is said;
   * `uring_buffers` provides as many buffers as this.
   *
   * @default {32}
   */
  readonly buffersMax?: number;
  /** Checked mode: views throw and buffers are poisoned once released. @default {false} */
  readonly checked?: boolean;
  /** How sizes are rounded up. @default {"simple"} */
  readonly pool?: PoolName;
  /** @default {the monotonic clock} */
  readonly clock?: Clock;
  /** The first id of a ring's requests; 32 bits, for checks of the wrap. @default {1} */
  readonly firstRequestId?: number;
}

/**
 * A source of many connections. `next` returns, each for one `connection`:
 * - DATA: what one read gave. A datagram of no bytes is DATA of length 0.
 * - END: the stream ended, all its data was handed out before; once. A datagram socket ENDs when
 *   its owner shuts it down for reading; with `uring_buffers` nothing tells of that.
 * - BROKEN: the connection failed, `errno` says how; once.
 *
 * After END and BROKEN a connection is not looked at any more, its buffer is back, and its number
 * stays taken until {@linkcode remove}. EMPTY and CLOSED are of all connections.
 *
 * Error queues (MSG_ERRQUEUE) are not read: whoever sends with MSG_ZEROCOPY empties them. One that
 * is left full costs a look for each new error, and no data.
 *
 * `next` throws CapReached with all buffers in hand and nothing changed; `wait` then throws
 * HeldTooLong.
 *
 * Ownership: descriptors are borrowed: remove a connection before its descriptor is closed. What
 * was handed out stays valid until `commit`, also when its connection is removed.
 */
export interface ReadSource extends CursorSource {
  /** Whose payload, END or BROKEN `next` returned last: 0 to `connectionsMax` - 1. */
  readonly connection: number;
  /** What broke it, positive, after BROKEN; otherwise 0. */
  readonly errno: number;
  /** Whether the datagram last handed out was longer than its buffer: its end is lost. */
  readonly truncated: boolean;
  /** Where the buffers come from; {@linkcode ReadPool.bytesOut} is what this source pins. */
  readonly pool: ReadPool;
  /** How many connections are in, ended ones counted until they are removed. */
  readonly connectionCount: number;
  readonly connectionsMax: number;
  /**
   * Takes a stream or datagram socket in, in either blocking mode. Returns its number.
   *
   * @throws {CapReached} with `connectionsMax` in; nothing changed.
   * @throws {Unavailable} for what is no such socket, naming the cure; nothing changed.
   * @throws {SysError} EEXIST when it is in already, EBADF; nothing changed.
   */
  add(fd: number): number;
  /**
   * Takes a connection out: its buffer goes back, its number may be used again. Payloads in hand
   * stay until `commit`.
   *
   * @throws {RangeError} when there is no such connection; nothing changed.
   */
  remove(connection: number): void;
  /** Reads a connection no further, as after END. Harmless when repeated. @throws {RangeError} */
  stop(connection: number): void;
  /**
   * Hands the buffer of the payload last handed out over to the caller, who releases it to the
   * pool; `commit` then leaves it alone. Returns where the buffer starts, at or before `offset`.
   *
   * @throws {RangeError} when there is none: nothing in hand, no bytes, kept before, or aimed.
   */
  keep(): number;
  /**
   * Lets the next reads of a connection go to `offset` of the caller's own pool buffer, until
   * `sizeBytes` are in; 0 takes that back. Returns false where the source cannot: it picks the
   * place itself, and the caller copies. Three numbers, since this is called for each large frame.
   *
   * @throws {RangeError} when there is no such connection.
   */
  aim(connection: number, offset: number, sizeBytes: number): boolean;
}

/** A way to read many connections. */
export type ReadImplementation = Implementation<ReadInput, ReadSource>;

/** {@linkcode ReadInput} with its defaults. */
export type CheckedReadInput = Required<Omit<ReadInput, "clock">>;

/**
 * Checks what {@linkcode Implementation.open} was given; returns it with its defaults.
 *
 * @throws {RangeError} naming what is out of range.
 */
export function checkReadInput(input: ReadInput): CheckedReadInput {
  const {
    bufferBytes = DEFAULT_BUFFER_BYTES,
    connectionsMax,
    buffersMax = DEFAULT_BUFFERS,
    checked = false,
    pool = "simple",
    firstRequestId = 1,
  } = input;
  // a read of no bytes would return 0, which is the end of a stream
  requireCount("into buffers of", bufferBytes, BUFFER_BYTES_MAX);
  requireCount("connections in the number of", connectionsMax, CONNECTIONS_MAX);
  requireCount("with buffers in the number of", buffersMax, BUFFERS_MAX);
  return { bufferBytes, connectionsMax, buffersMax, checked, pool, firstRequestId };
}

function requireCount(what: string, count: number, most: number): void {
  if (Number.isSafeInteger(count) && count >= 1 && count <= most) return;
  throw new RangeError(`Cannot read ${what} ${count}: 1 to ${most} are possible`);
}
