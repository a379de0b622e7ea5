/** What the receivers on a ring share: what is posted, the wait, the close. @module */
import { ERRNO, SysError } from "../../../ffi/errno.ts";
import { dup, OwnedFd } from "../../../ffi/fd.ts";
import { IORING_CQE_F_MORE } from "../../../ffi/uring_constants.ts";
import type { OperationName } from "../../../ffi/uring_probe.ts";
import type { Uring } from "../../../ffi/uring.ts";
import { CapReached, HeldTooLong, Unavailable } from "../../errors.ts";
import { type Clock, monotonicMs } from "../../host/waiter.ts";
import { CLOSED, DEADLINE, EMPTY, type Outcome, OVERRUN, READY } from "../../outcome.ts";
import { isReceive, ReceiveWalk } from "../../ring/receive_walk.ts";
import { operationOf, ORPHAN, type RequestTable } from "../../ring/request_id.ts";
import { RequestRing } from "../../ring/request_ring.ts";
import { isPassing, Receiver, type ReceiverLayout } from "./receiver.ts";

/** The ring's own requests: two polls and a cancellation. */
const CONTROL_COUNT = 3;
/** How long a close waits for the kernel to end what it cancelled. */
const CLOSE_LIMIT_MS = 1000;

/** What {@linkcode UringReceiver} takes besides the layout of its buffers. */
export interface UringReceiverOptions extends ReceiverLayout {
  /** The socket, borrowed. */
  readonly fd: number;
  /** How many receives are posted at once. */
  readonly requestCount: number;
  /** How many completions they can have at once. @default {requestCount} */
  readonly completionCount?: number;
  readonly operations: readonly OperationName[];
  /** The first request id, for tests of the wrap. @default {1} */
  readonly firstRequestId?: number;
  /** @default {the monotonic clock} */
  readonly clock?: Clock;
}

/**
 * A receiver whose kernel requests are posted ahead of the datagrams.
 *
 * Completions come only inside of our own calls (DEFER_TASKRUN).
 */
export abstract class UringReceiver extends Receiver {
  protected readonly ring: RequestRing;
  protected readonly uring: Uring;
  protected readonly requests: RequestTable;
  /**
   * A descriptor of our own: requests name their file by number when they start, and the owner's
   * number may be a stranger's by then.
   */
  protected readonly socketFd: number;
  readonly #clock: Clock;
  readonly #walk: ReceiveWalk;
  readonly #stack: DisposableStack;

  /** @throws {Unavailable} when the host lacks something, named; nothing stays open. */
  constructor(options: UringReceiverOptions) {
    super(options);
    try {
      using stack = new DisposableStack();
      this.ring = stack.use(RequestRing.open({
        entryCount: options.requestCount + CONTROL_COUNT,
        completionCount: (options.completionCount ?? options.requestCount) + CONTROL_COUNT,
        operations: options.operations,
        firstRequestId: options.firstRequestId ?? 1,
      }));
      this.socketFd = stack.use(this.ownSocket(options.fd)).fd;
      this.#walk = stack.use(
        new ReceiveWalk({
          ring: this.ring,
          ledger: this.ledger,
          leastBytes: 0,
          close: () => this.close(),
        }),
      );
      this.#stack = stack.move();
    } catch (error) {
      this.memory[Symbol.dispose]();
      throw error;
    }
    this.uring = this.ring.uring;
    this.requests = this.ring.requests;
    this.#clock = options.clock ?? monotonicMs;
  }

  get closeFd(): number {
    return this.#walk.closeFd;
  }

  get flushFd(): number {
    return this.#walk.flushFd;
  }

  /** Not known ahead of the completion: at least nothing. */
  get remaining(): number {
    return 0;
  }

  next(): Outcome {
    for (;;) {
      if (!this.isOpen) return CLOSED;
      let slot = this.#walk.ahead();
      if (slot === ORPHAN) slot = this.#fetch();
      if (slot === ORPHAN) return this.isOpen ? EMPTY : CLOSED;
      const outcome = this.#take(slot);
      if (outcome !== EMPTY) return outcome;
    }
  }

  /** See {@linkcode Source.wait}. @throws {HeldTooLong} when every buffer is held. */
  wait(timeoutMs: number): Outcome {
    if (Number.isNaN(timeoutMs)) throw new RangeError("Cannot wait: the timeout is not a number");
    const deadlineMs = this.#clock() + timeoutMs;
    for (let looked = false;; looked = true) {
      const isAhead = this.isOpen && this.#walk.ahead() !== ORPHAN;
      if (!this.isOpen) return CLOSED;
      if (isAhead) return READY;
      if (this.#walk.isFlushAsked) return this.#walk.takeFlush();
      const leftMs = deadlineMs - this.#clock();
      if (looked && leftMs <= 0) return DEADLINE;
      if (this.allHeld()) {
        throw new HeldTooLong("Cannot wait for a datagram: every buffer is held; commit first");
      }
      this.post();
      this.uring.submitAndWait(1, leftMs);
    }
  }

  /** Cancels what is posted, and waits until the kernel has ended all of it. */
  override close(): void {
    if (!this.isOpen) return;
    super.close();
    this.#walk.abandon();
    this.ring.pushCancelAll(); // behind what is queued: there is a place for it
    const deadlineMs = this.#clock() + CLOSE_LIMIT_MS;
    while (this.requests.count > 0 && this.#clock() < deadlineMs) {
      this.ring.enterToClose(deadlineMs - this.#clock());
      this.#walk.abandon();
    }
    if (this.requests.count > 0) this.keepMemory();
  }

  /** Posts the first receives, at the end of opening. @throws {SysError} nothing stays open. */
  protected start(): void {
    try {
      this.post();
      this.uring.submit();
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Cancels the `count` receives that have no completion or one not taken yet, and waits until
   * each has one. Returns whether some of them brought more than their end.
   *
   * @throws {Unavailable} when they do not end in time.
   */
  protected endReceives(count: number): boolean {
    if (!this.isOpen || count === 0) return false;
    const deadlineMs = this.#clock() + CLOSE_LIMIT_MS;
    this.ring.pushCancelOn(this.socketFd);
    for (;;) {
      const { ended, brought } = this.#countEnds();
      if (ended === count) return brought;
      const leftMs = deadlineMs - this.#clock();
      if (leftMs <= 0) throw new Unavailable(`Cannot end ${count - ended} receives: no answer`);
      this.uring.submitAndWait(this.uring.ready + count - ended, leftMs);
    }
  }

  /** Of the receives whose completions were not taken: how many ended, and with what. */
  #countEnds(): { readonly ended: number; readonly brought: boolean } {
    const count = this.uring.ready;
    let ended = 0;
    let brought = false;
    for (let index = this.#walk.index; index < count; index++) {
      const high = this.uring.userDataHigh(index);
      if (this.requests.find(this.uring.userDataLow(index), high) === ORPHAN) continue;
      if (!isReceive(operationOf(high))) continue;
      ended++;
      if (this.uring.result(index) !== -ERRNO.ECANCELED) brought = true;
    }
    return { ended, brought };
  }

  protected override free(): void {
    this.#stack.dispose();
  }

  /** The descriptor that requests name. */
  protected ownSocket(fd: number): OwnedFd {
    return new OwnedFd(dup(fd));
  }

  /** Posts receives for the buffers that are free. */
  protected abstract post(): void;

  /** Whether nothing can arrive before a commit. */
  protected abstract allHeld(): boolean;

  /**
   * Takes the completion at `index`: hands its datagram out, or frees what it had. Returns DATA,
   * OVERRUN, or EMPTY when it brought nothing.
   *
   * @throws {SysError} when the socket is broken.
   */
  protected abstract complete(slot: number, result: number, index: number): Outcome;

  /** What a failed receive means. @throws {SysError} for what is neither passing nor an overrun. */
  protected failed(result: number): Outcome {
    if (isPassing(-result) || result === -ERRNO.ECANCELED) return EMPTY;
    if (result !== -ERRNO.ENOBUFS) throw new SysError("recvmsg", -result);
    this.ledger.overruns++;
    return OVERRUN;
  }

  /** Submits, and lets the kernel complete what it can. Returns what is ahead then. */
  #fetch(): number {
    if (!this.isOpen) return ORPHAN;
    if (this.allHeld()) {
      throw new CapReached("Cannot receive a datagram: every buffer is held; commit first");
    }
    this.post();
    this.uring.submit(); // enters only where there is something to submit or to run
    return this.#walk.ahead();
  }

  #take(slot: number): Outcome {
    const index = this.#walk.take();
    if ((this.uring.cqeFlags(index) & IORING_CQE_F_MORE) === 0) {
      this.requests.release(this.uring.userDataLow(index));
    }
    return this.complete(slot, this.uring.result(index), index);
  }
}
