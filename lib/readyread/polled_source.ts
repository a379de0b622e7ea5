/** What the sources share that are told by epoll which connection to read. @module */
import { ERRNO, SysError } from "../../ffi/errno.ts";
import { EPOLLIN, EPOLLRDHUP } from "../../ffi/epoll.ts";
import { MessageVector } from "../../ffi/message.ts";
import { MSG_DONTWAIT, MSG_TRUNC } from "../../ffi/socket_constants.ts";
import { recvmsg } from "../../ffi/transfer.ts";
import { CapReached, HeldTooLong } from "../errors.ts";
import { CrowdWaiter } from "../host/crowd_waiter.ts";
import { type Clock, monotonicMs, WOKEN_BY_CLOSE, WOKEN_BY_FLUSH } from "../host/waiter.ts";
import { CLOSED, DEADLINE, EMPTY, FLUSHED, type Outcome, READY } from "../outcome.ts";
import { isDatagramSocket, NO_ONE } from "./connections.ts";
import type { ReadSource } from "./contract.ts";
import { ReadBase, type ReadBaseOptions } from "./read_base.ts";

/** How many waits may find data at once before one looks whether a close was asked for. */
const LOOKS_BEFORE_CONTROLS = 64;
/** How many full buffers one connection gives in a row before the others have their turn. */
const READS_IN_A_ROW = 16;

/** What {@linkcode PolledSource.receive} returns where there was nothing after all. */
export const NOTHING = -ERRNO.EAGAIN;

const GONE: readonly number[] = [ERRNO.ENOENT, ERRNO.EBADF, ERRNO.EPERM];
/** Made once, not at each change. */
const ONLY_NEW = { onlyNew: true } as const;
const EACH_LOOK = { onlyNew: false } as const;

/**
 * One epoll set, level-triggered, and a turn for each connection that it reports.
 *
 * A read that fills its buffer is followed by another one of the same connection; any other read
 * ends its turn, so that a connection with one payload costs one read and no failed one.
 *
 * A connection that is reported with nothing to read, as one is whose error queue nobody empties,
 * is reported only for what is new until it has data: no wait could sleep otherwise.
 */
export abstract class PolledSource extends ReadBase implements ReadSource {
  protected readonly waiter: CrowdWaiter;
  /** One message whose iovec is set for each read: numbers, where recv(2) would take bigints. */
  readonly #message: MessageVector;
  readonly #header: bigint;
  readonly #clock: Clock;
  #at = 0;
  #inARow = 0;
  #looks = 0;
  /** What the last read asked for, in bytes. */
  #asked = 0;
  /** 1 for a connection that is reported only for what is new. */
  readonly #hushed: Uint8Array<ArrayBuffer>;
  /** Addresses in cells: numbers of that size would be boxed on their way through calls. */
  readonly #start = new Float64Array(1);
  readonly #address = new Float64Array(1);

  /** @throws {SysError} when descriptors or memory run out; nothing stays open. */
  constructor(options: ReadBaseOptions) {
    super(options);
    this.#clock = options.input.clock ?? monotonicMs;
    try {
      using stack = new DisposableStack();
      this.waiter = stack.use(new CrowdWaiter());
      this.#message = new MessageVector({ messageCount: 1 });
      stack.move();
    } catch (error) {
      this.pool[Symbol.dispose]();
      throw error;
    }
    this.#hushed = new Uint8Array(this.input.connectionsMax);
    this.#header = this.#message.address(0);
    this.#start[0] = this.pool.start;
  }

  get closeFd(): number {
    return this.waiter.closeFd;
  }

  get flushFd(): number {
    return this.waiter.flushFd;
  }

  add(fd: number): number {
    if (!this.isOpen) throw new Error("Cannot add a connection: the source was closed");
    const isDatagram = isDatagramSocket(fd);
    const connection = this.members.vacant;
    this.waiter.add(fd, connection);
    this.#hushed[connection] = 0;
    const before = this.members.ownerOf(fd);
    // the descriptor is new in the set: whoever had its number was closed without being removed
    if (before !== NO_ONE) this.forget(before);
    return this.members.enter(fd, { isDatagram });
  }

  next(): Outcome {
    for (let looked = false;;) {
      if (!this.isOpen) return CLOSED;
      if (this.isFull()) {
        throw new CapReached("Cannot read: every buffer is in hand; commit first");
      }
      while (this.#at < this.waiter.readyCount) {
        const outcome = this.#readOne(this.waiter.ready[this.#at]!);
        if (outcome !== EMPTY) return outcome;
      }
      if (looked) return EMPTY;
      looked = true;
      this.#look(0);
    }
  }

  wait(timeoutMs: number): Outcome {
    if (Number.isNaN(timeoutMs)) throw new RangeError("Cannot wait: the timeout is not a number");
    const deadlineMs = this.#clock() + timeoutMs;
    for (;;) {
      if (!this.isOpen) return CLOSED;
      if (this.isFull()) {
        throw new HeldTooLong("Cannot wait for a payload: every buffer is in hand; commit first");
      }
      const isAhead = this.#at < this.waiter.readyCount;
      if (isAhead && ++this.#looks % LOOKS_BEFORE_CONTROLS !== 0) return READY;
      const leftMs = isAhead ? 0 : deadlineMs - this.#clock();
      const woken = this.#look(leftMs);
      if (!this.isOpen) return CLOSED;
      if (this.waiter.readyCount > 0) return READY;
      if ((woken & WOKEN_BY_FLUSH) !== 0) {
        this.waiter.takeFlush();
        return FLUSHED;
      }
      if (!isAhead && leftMs <= 0) return DEADLINE;
    }
  }

  /** Also forgets that it was found ready: its number may be another's before that turn comes. */
  override remove(connection: number): void {
    super.remove(connection);
    for (let at = this.#at; at < this.waiter.readyCount; at++) {
      if (this.waiter.ready[at] === connection) this.waiter.ready[at] = NO_ONE;
    }
  }

  /** Whether no buffer is left to read into. */
  protected abstract isFull(): boolean;

  /**
   * Reads a connection once. Sets `offset`, and lists the buffer as held where it has bytes.
   * Returns how many bytes came, {@linkcode NOTHING}, or a negated errno.
   */
  protected abstract receive(connection: number): number;

  protected override leaveSet(connection: number): void {
    this.unwatch(connection);
  }

  /** Takes a descriptor out of the epoll set, where it is not if its owner closed it before. */
  protected unwatch(connection: number): void {
    this.#hushed[connection] = 0;
    try {
      this.waiter.remove(this.members.fd(connection));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  /** Puts a descriptor back, unless its owner closed it: the kernel would have dropped it, too. */
  protected watch(connection: number): void {
    try {
      this.waiter.add(this.members.fd(connection), connection);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  /** Whether its descriptor is in the epoll set. */
  protected isWatched(_connection: number): boolean {
    return true;
  }

  /** Puts a connection out of mind whose descriptor is gone. */
  protected forget(connection: number): void {
    this.members.stop(connection);
    this.aimBytes[connection] = 0;
  }

  /** Reads into the arena. Bytes, or -errno; never EINTR. */
  protected receiveAt(fd: number, offset: number, sizeBytes: number): number {
    this.#asked = sizeBytes;
    this.#address[0] = this.#start[0]! + offset;
    return this.receiveTo(this.#address, fd, sizeBytes);
  }

  /** Reads to where the caller aimed, without a buffer of the source. */
  protected receiveAimed(connection: number): number {
    const offset = this.aimOffsets[connection]!;
    const wanted = this.aimBytes[connection]!;
    const count = this.receiveAt(this.members.fd(connection), offset, wanted);
    this.offset = offset;
    if (count <= 0) return count;
    this.holdNone();
    this.aimOffsets[connection] = offset + count;
    this.aimBytes[connection] = wanted - count;
    return count;
  }

  /** recvmsg(2) to the address in a cell, without its interruptions. */
  protected receiveTo(cell: Float64Array, fd: number, sizeBytes: number, flags = 0): number {
    this.#message.pointIovec(0, cell, sizeBytes);
    for (;;) {
      const count = recvmsg(fd, this.#header, MSG_DONTWAIT | flags);
      if (count !== -ERRNO.EINTR) return count;
    }
  }

  protected override free(): void {
    this.waiter[Symbol.dispose]();
    this.#message[Symbol.dispose]();
    this.pool[Symbol.dispose]();
  }

  #readOne(connection: number): Outcome {
    // it may have ended, or have been removed, since it was found ready
    if (!this.members.isReading(connection)) return this.#pass();
    const count = this.receive(connection);
    if (count === NOTHING) return this.#findNothing(connection);
    const isDatagram = this.members.isDatagram(connection);
    if (count < 0 || (count === 0 && !isDatagram)) {
      this.#pass();
      return this.finish(connection, 0 - count); // never -0
    }
    if (this.#hushed[connection] === 1) this.#hush(connection, EACH_LOOK);
    this.truncated = isDatagram && (this.#message.messageFlags(0) & MSG_TRUNC) !== 0;
    if (this.truncated) this.ledger.truncated++;
    const isFilled = count === this.#asked && !isDatagram;
    if (!isFilled || ++this.#inARow === READS_IN_A_ROW) this.#pass();
    if (count === 0) this.holdNone();
    return this.deliver(connection, this.offset, count);
  }

  /** Ends the turn of a connection that was reported with nothing to read. */
  #findNothing(connection: number): Outcome {
    const events = this.waiter.events[this.#at]!;
    this.#pass();
    if (!this.isWatched(connection)) return EMPTY;
    // its owner shut it down: datagrams have no end of their own
    const isShut = (events & EPOLLRDHUP) !== 0 && this.members.isDatagram(connection);
    if (isShut) return this.finish(connection, 0);
    if ((events & EPOLLIN) === 0 && this.#hushed[connection] === 0) {
      this.#hush(connection, ONLY_NEW);
    }
    return EMPTY;
  }

  #hush(connection: number, how: { readonly onlyNew: boolean }): void {
    this.#hushed[connection] = how.onlyNew ? 1 : 0;
    try {
      this.waiter.modify(this.members.fd(connection), connection, how);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  /** Ends the turn of a connection. */
  #pass(): Outcome {
    this.#at++;
    this.#inARow = 0;
    return EMPTY;
  }

  #look(timeoutMs: number): number {
    // what has not had its turn is reported again, also what was to be reported once
    for (; this.#at < this.waiter.readyCount; this.#at++) {
      const connection = this.waiter.ready[this.#at]!;
      if (this.#hushed[connection] === 1) this.#hush(connection, EACH_LOOK);
    }
    this.#at = 0;
    this.#inARow = 0;
    const woken = this.waiter.sleep(timeoutMs);
    if ((woken & WOKEN_BY_CLOSE) !== 0) this.close();
    return woken;
  }
}

/** Whether a descriptor left the set: its owner closed it. EPERM: a file has its number now. */
function isGone(error: unknown): boolean {
  return error instanceof SysError && GONE.includes(error.errno);
}
