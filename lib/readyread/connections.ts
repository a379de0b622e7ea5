/** Which connections a source has: numbers, descriptors and states, in flat arrays. @module */
import { ERRNO, SysError } from "../../ffi/errno.ts";
import { socketOption } from "../../ffi/socket.ts";
import { SO_TYPE, SOCK_DGRAM, SOCK_STREAM, SOL_SOCKET } from "../../ffi/socket_constants.ts";
import { CapReached, Unavailable } from "../errors.ts";

/** Not in. */
const FREE = 0;
/** Read from. */
const READING = 1;
/** In, and read no further: it ended, broke or was stopped. */
const STOPPED = 2;
/** No descriptor, no connection. */
export const NO_ONE = -1;

/**
 * Numbers from 0 for descriptors, given anew once they are free: the lowest ones first while none
 * came back. Nine bytes a connection, and nothing is allocated for one.
 */
export class Connections {
  readonly max: number;
  /** How many are in. */
  count = 0;
  /** How many of them are read from. */
  readingCount = 0;
  readonly #fds: Int32Array<ArrayBuffer>;
  readonly #states: Uint8Array<ArrayBuffer>;
  readonly #datagrams: Uint8Array<ArrayBuffer>;
  /** The numbers that are free, from the end. */
  readonly #free: Int32Array<ArrayBuffer>;
  /** By descriptor, the connection that has it, counted from 1. */
  #owners = new Int32Array(64);

  constructor(max: number) {
    this.max = max;
    this.#fds = new Int32Array(max).fill(NO_ONE);
    this.#states = new Uint8Array(max);
    this.#datagrams = new Uint8Array(max);
    this.#free = Int32Array.from({ length: max }, (_, index) => max - 1 - index);
  }

  /**
   * The number that the next connection gets.
   *
   * @throws {CapReached} when all are in.
   */
  get vacant(): number {
    if (this.count < this.max) return this.#free[this.max - 1 - this.count]!;
    throw new CapReached(
      `Cannot add a connection: all ${this.max} are in; remove one, or open with a larger ` +
        "connectionsMax",
    );
  }

  /** Enters a descriptor as {@linkcode vacant}, which is returned. */
  enter(fd: number, options: { readonly isDatagram: boolean }): number {
    const connection = this.vacant;
    this.count++;
    this.readingCount++;
    this.#fds[connection] = fd;
    this.#states[connection] = READING;
    this.#datagrams[connection] = options.isDatagram ? 1 : 0;
    if (fd >= this.#owners.length) {
      const owners = new Int32Array(2 * Math.max(fd, this.#owners.length));
      owners.set(this.#owners);
      this.#owners = owners;
    }
    this.#owners[fd] = connection + 1;
    return connection;
  }

  /** Who has a descriptor, or had it before it was closed: NO_ONE. */
  ownerOf(fd: number): number {
    return (this.#owners[fd] ?? 0) - 1;
  }

  /** Its descriptor, NO_ONE once it is not read from. */
  fd(connection: number): number {
    return this.#fds[connection]!;
  }

  /** Whether it is read from. */
  isReading(connection: number): boolean {
    return this.#states[connection] === READING;
  }

  /** Whether reads of it keep boundaries, so that one of no bytes is no end. */
  isDatagram(connection: number): boolean {
    return this.#datagrams[connection] === 1;
  }

  /** Reads it no further; it keeps its number. Returns whether it was read from. */
  stop(connection: number): boolean {
    if (this.#states[connection] !== READING) return false;
    this.#states[connection] = STOPPED;
    this.readingCount--;
    const fd = this.#fds[connection]!;
    if (this.#owners[fd] === connection + 1) this.#owners[fd] = 0;
    this.#fds[connection] = NO_ONE;
    return true;
  }

  /** Frees the number of a stopped connection. */
  leave(connection: number): void {
    this.#states[connection] = FREE;
    this.count--;
    this.#free[this.max - 1 - this.count] = connection;
  }

  /** @throws {RangeError} for what is not the number of a connection that is in. */
  require(connection: number): void {
    if (this.#states[connection] === READING || this.#states[connection] === STOPPED) return;
    throw new RangeError(`Cannot find connection ${connection}: ${this.count} others are in`);
  }
}

/**
 * Asks whether a descriptor is a datagram socket.
 *
 * @throws {Unavailable} when it is neither that nor a stream socket, naming the cure.
 * @throws {RangeError} when it is no descriptor's number at all.
 * @throws {SysError} EBADF.
 */
export function isDatagramSocket(fd: number): boolean {
  if (!Number.isInteger(fd) || fd < 0) {
    throw new RangeError(
      `Cannot add ${String(fd)}: a socket's descriptor is needed. Something that wraps one (TLS, ` +
        "a stream) has none of its own: add the socket, and put the wrapper behind the reads",
    );
  }
  const type = typeOf(fd);
  if (type === SOCK_STREAM || type === SOCK_DGRAM) return type === SOCK_DGRAM;
  throw new Unavailable(
    `Cannot add descriptor ${fd}: it is ${type === undefined ? "no socket" : `of type ${type}`}; ` +
      "use a stream or datagram socket, or a socket pair instead of a pipe",
  );
}

function typeOf(fd: number): number | undefined {
  try {
    return socketOption(fd, { level: SOL_SOCKET, option: SO_TYPE });
  } catch (error) {
    if (error instanceof SysError && error.errno === ERRNO.ENOTSOCK) return undefined;
    throw error;
  }
}
