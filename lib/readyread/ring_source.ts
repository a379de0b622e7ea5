/** A source of many connections on a ring: what is armed, the wait, the close. @module */
import type { Uring } from "../../ffi/uring.ts";
import { IORING_CQE_F_MORE } from "../../ffi/uring_constants.ts";
import type { OperationName } from "../../ffi/uring_probe.ts";
import { CapReached, HeldTooLong, Unavailable } from "../errors.ts";
import { type Clock, monotonicMs } from "../host/waiter.ts";
import { isReceive, ReceiveWalk } from "../ring/receive_walk.ts";
import { operationOf, ORPHAN, type RequestTable } from "../ring/request_id.ts";
import { RequestRing } from "../ring/request_ring.ts";
import { CLOSED, DEADLINE, EMPTY, type Outcome, READY } from "../outcome.ts";
import type { CheckedReadInput } from "./contract.ts";
import { BUFFER_GROUP, LINE, MultishotRequests } from "./multishot_requests.ts";
import { ProvidedBuffers } from "./provided_buffers.ts";
import { ReadBase, type ReadBaseOptions } from "./read_base.ts";

/** What the ring must know besides its own polls and cancellations. */
export const RECEIVE_OPERATIONS: readonly OperationName[] = ["IORING_OP_RECV"];

/** The ring's own requests: two polls and cancellations. */
const CONTROL_COUNT = 64;
/** Receives that one enter can arm. */
const ENTRIES_MAX = 256;
/** IORING_MAX_CQ_ENTRIES */
const COMPLETIONS_MAX = 65536;
/** How long a cancellation is waited for. */
const CANCEL_LIMIT_MS = 1000;

/**
 * Completions come only inside of our own calls (DEFER_TASKRUN).
 *
 * Completions never overflow: a receive brings one per buffer on offer, and one when it ends.
 */
export abstract class RingSource extends ReadBase {
  protected readonly uring: Uring;
  protected readonly requests: RequestTable;
  protected readonly receives: MultishotRequests;
  protected readonly buffers: ProvidedBuffers;
  readonly #ring: RequestRing;
  readonly #clock: Clock;
  readonly #walk: ReceiveWalk;
  readonly #stack: DisposableStack;
  #kernelMayWrite = false;

  /** @throws {Unavailable} when the host lacks something, named; nothing stays open. */
  constructor(options: ReadBaseOptions) {
    super(options);
    this.#clock = options.input.clock ?? monotonicMs;
    const { buffersMax, bufferBytes, checked } = this.input;
    try {
      using stack = new DisposableStack();
      this.#ring = stack.use(openRing(this.input));
      this.uring = this.#ring.uring;
      this.buffers = stack.use(
        new ProvidedBuffers({
          uringFd: this.uring.fd,
          pool: this.pool,
          bufferCount: buffersMax,
          bufferBytes,
          group: BUFFER_GROUP,
          checked,
        }),
      );
      this.#walk = stack.use(
        new ReceiveWalk({
          ring: this.#ring,
          ledger: this.ledger,
          leastBytes: 1,
          close: () => this.close(),
        }),
      );
      this.#stack = stack.move();
    } catch (error) {
      this.pool[Symbol.dispose]();
      throw error;
    }
    this.requests = this.#ring.requests;
    this.receives = new MultishotRequests(this.#ring, this.connectionsMax);
  }

  get closeFd(): number {
    return this.#walk.closeFd;
  }

  get flushFd(): number {
    return this.#walk.flushFd;
  }

  next(): Outcome {
    for (;;) {
      if (!this.isOpen) return CLOSED;
      const connection = this.#walk.ahead();
      if (connection !== ORPHAN) {
        const outcome = this.complete(connection, this.#walk.take());
        if (outcome !== EMPTY) return outcome;
        continue;
      }
      if (!this.isOpen) return CLOSED;
      this.#refuseWhenFull();
      this.#post();
      this.uring.submit(); // enters only where there is something to submit or to run
      if (this.#walk.ahead() === ORPHAN) return this.isOpen ? EMPTY : CLOSED;
    }
  }

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
      if (this.heldCount === this.input.buffersMax) {
        throw new HeldTooLong("Cannot wait for a payload: every buffer is in hand; commit first");
      }
      this.#post();
      this.uring.submitAndWait(1, leftMs);
    }
  }

  /** Cancels all receives, and waits until the kernel has ended them. */
  override close(): void {
    if (!this.isOpen) return;
    this.#walk.abandon();
    this.#ring.retract(); // what was not submitted need not be cancelled, and would take the place
    this.#ring.pushCancelAll();
    const deadlineMs = this.#clock() + CANCEL_LIMIT_MS;
    while (this.requests.count > 0 && this.#clock() < deadlineMs) {
      this.#ring.enterToClose(deadlineMs - this.#clock());
      this.#walk.abandon();
    }
    this.#kernelMayWrite = this.requests.count > 0;
    super.close();
  }

  /**
   * Takes the completion at `index` of a connection's receive. Returns DATA, END, BROKEN, or EMPTY
   * when there is nothing to hand out.
   */
  protected abstract complete(connection: number, index: number): Outcome;

  protected override giveBack(_offset: number, slot: number): void {
    this.buffers.giveBack(slot);
  }

  protected override handOver(_offset: number, slot: number): void {
    this.buffers.replace(slot);
  }

  /** Cancels the connection's receive, and waits for its end: the kernel lets go of the socket. */
  protected override leaveSet(connection: number): void {
    this.receives.lines.remove(connection);
    if (!this.receives.isArmed(connection) || !this.isOpen) return;
    const id = this.receives.pushCancel(connection);
    const deadlineMs = this.#clock() + CANCEL_LIMIT_MS;
    while (!this.#hasEnded(id)) {
      const leftMs = deadlineMs - this.#clock();
      if (leftMs <= 0) break;
      // one more than there are: those of other connections stay where they are
      this.#ring.enterToClose(leftMs, this.uring.ready + 1);
    }
    this.#passStale();
  }

  protected override free(): void {
    this.#stack.dispose();
    if (this.#kernelMayWrite) return;
    this.buffers.release();
    this.pool[Symbol.dispose]();
  }

  #refuseWhenFull(): void {
    if (this.heldCount < this.input.buffersMax) return;
    throw new CapReached("Cannot read: every buffer is in hand; commit first");
  }

  /** Offers the idle buffers, and arms the connections in line. */
  #post(): void {
    const { buffers, receives: { lines } } = this;
    buffers.offer();
    if (buffers.offered === 0) return;
    while (!lines.isEmpty(LINE.idle)) this.#arm(lines.shift(LINE.idle));
    // each of these takes a buffer at once: more than there are would only starve again
    for (let left = buffers.offered; left > 0; left--) {
      const line = lines.isEmpty(LINE.starved) ? LINE.sated : LINE.starved;
      if (lines.isEmpty(line)) return;
      this.#arm(lines.shift(line));
    }
  }

  #arm(connection: number): void {
    const isDatagram = this.members.isDatagram(connection);
    this.receives.arm(connection, this.members.fd(connection), { isDatagram });
  }

  /** Takes the completions in front that are of nobody any more. */
  #passStale(): void {
    for (;;) {
      const connection = this.#walk.ahead();
      if (connection === ORPHAN) return;
      if (this.receives.isCurrent(connection, this.uring.userDataLow(this.#walk.index))) return;
      this.complete(connection, this.#walk.take());
    }
  }

  /** Whether the last completion of a request is there, not looked at. */
  #hasEnded(id: number): boolean {
    for (let index = this.#walk.index; index < this.uring.ready; index++) {
      const isLast = (this.uring.cqeFlags(index) & IORING_CQE_F_MORE) === 0;
      const operation = operationOf(this.uring.userDataHigh(index));
      if (isLast && isReceive(operation) && this.uring.userDataLow(index) === id) return true;
    }
    return false;
  }
}

function openRing({ connectionsMax, buffersMax, firstRequestId }: CheckedReadInput): RequestRing {
  // an end and a cancellation for each connection, in the worst case
  const completionCount = 2 * connectionsMax + buffersMax + CONTROL_COUNT;
  if (completionCount > COMPLETIONS_MAX) {
    throw new Unavailable(
      `Cannot read ${connectionsMax} connections through one io_uring: its completions are ` +
        `limited to ${COMPLETIONS_MAX}; use several sources`,
    );
  }
  return RequestRing.open({
    entryCount: Math.min(connectionsMax, ENTRIES_MAX) + CONTROL_COUNT,
    completionCount,
    operations: RECEIVE_OPERATIONS,
    firstRequestId,
  });
}
