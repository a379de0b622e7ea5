/** What the senders on a ring share: the walk over completions, the waits, the close. @module */
import { EventFd } from "../../../ffi/eventfd.ts";
import { dup, OwnedFd } from "../../../ffi/fd.ts";
import type { OperationName } from "../../../ffi/uring_probe.ts";
import type { Uring } from "../../../ffi/uring.ts";
import type { Clock } from "../../host/waiter.ts";
import { CLOSED, DEADLINE, type Outcome, READY } from "../../outcome.ts";
import { OPERATION, operationOf, ORPHAN, type RequestTable } from "../../ring/request_id.ts";
import { RequestRing } from "../../ring/request_ring.ts";
import type { SendInput } from "./contract.ts";
import { IN_FLIGHT_PER_QUEUED, Sender } from "./sender.ts";

/** The ring's own requests: a poll and a cancellation. */
const CONTROL_COUNT = 2;
/** How long a close waits for the kernel to end what it cancelled. */
const CLOSE_LIMIT_MS = 1000;

/** What {@linkcode RingSender} takes besides the input. */
export interface RingSenderOptions {
  readonly operations: readonly OperationName[];
  /** @default {the monotonic clock} */
  readonly clock?: Clock;
}

/** A sender whose payloads the kernel owns from the submit to the completion. */
export abstract class RingSender extends Sender {
  protected readonly ring: RequestRing;
  protected readonly uring: Uring;
  protected readonly requests: RequestTable;
  /**
   * A descriptor of our own: requests name their file by number when they start, and the owner's
   * number may be a stranger's by then.
   */
  protected readonly socketFd: number;
  readonly #close: EventFd;
  readonly #stack: DisposableStack;

  /** @throws {Unavailable} when the host lacks something, named; nothing stays open. */
  constructor(input: Required<SendInput>, options: RingSenderOptions) {
    super(input, options.clock);
    using stack = new DisposableStack();
    this.#close = stack.use(new EventFd());
    this.ring = stack.use(RequestRing.open({
      entryCount: input.batch + CONTROL_COUNT,
      completionCount: IN_FLIGHT_PER_QUEUED * input.batch + CONTROL_COUNT,
      operations: options.operations,
      firstRequestId: input.firstRequestId,
    }));
    this.socketFd = stack.use(this.ownSocket(input.fd)).fd;
    this.uring = this.ring.uring;
    this.requests = this.ring.requests;
    this.ring.pushPoll(OPERATION.pollClose, this.#close.fd);
    this.uring.submit();
    this.#stack = stack.move();
  }

  get closeFd(): number {
    return this.#close.fd;
  }

  wait(timeoutMs: number): Outcome {
    const deadlineMs = this.#deadline(timeoutMs);
    for (let looked = false;; looked = true) {
      this.collect();
      if (!this.isOpen) return CLOSED;
      if (this.hasDone || this.hasPlace) return READY;
      const leftMs = deadlineMs - this.clock();
      if (looked && leftMs <= 0) return DEADLINE;
      this.flush();
      if (!this.hasDone && !this.hasPlace) this.uring.submitAndWait(1, leftMs);
    }
  }

  drain(timeoutMs: number): Outcome {
    const deadlineMs = this.#deadline(timeoutMs);
    this.flush();
    for (let looked = false;; looked = true) {
      this.collect();
      if (this.pending === 0) return READY;
      if (!this.isOpen) return CLOSED;
      const leftMs = deadlineMs - this.clock();
      if (looked && leftMs <= 0) return DEADLINE;
      this.uring.submitAndWait(1, leftMs);
    }
  }

  close(timeoutMs: number): void {
    if (!this.isOpen) return;
    if (this.pending > 0 && timeoutMs > 0) this.drain(timeoutMs);
    if (!this.isOpen) return; // the wait was ended by `closeFd`
    this.markClosed();
    this.handBack();
    this.ring.pushCancelAll(); // behind what is queued: there is a place for it
    const deadlineMs = this.clock() + CLOSE_LIMIT_MS;
    for (;;) {
      this.ring.enterToClose(deadlineMs - this.clock());
      this.#walk();
      if (this.requests.count === 0 || this.clock() >= deadlineMs) return;
    }
  }

  /** The descriptor that requests name. */
  protected ownSocket(fd: number): OwnedFd {
    return new OwnedFd(dup(fd));
  }

  /** How many completions a submit goes on for, where one starts the next: see `Uring.submit`. */
  protected get runCount(): number {
    return 0;
  }

  /** Takes a completion of one of our sends. */
  protected abstract complete(slot: number, result: number): void;

  /** Gives back what was never handed to the kernel. */
  protected abstract handBack(): void;

  /** Frees what the kernel was given, once it is done with all of it. */
  protected abstract freeMessages(): void;

  protected override collect(): void {
    while (!this.uring.isClosed) {
      this.#walk();
      // datagrams are pushed when they are taken: those wait for the flush
      if (!this.isOpen || (!this.isStream && this.uring.unsubmitted > 0)) return;
      this.uring.submit(this.runCount); // enters only where there is something to submit or to run
      if (this.uring.ready === 0) return;
    }
  }

  protected override free(): void {
    this.#stack.dispose();
    if (this.requests.count === 0) this.freeMessages();
  }

  #walk(): void {
    // only these: what a completion starts is looked at by the next walk
    const count = this.uring.ready;
    let closes = false;
    for (let index = 0; index < count; index++) {
      const low = this.uring.userDataLow(index);
      const high = this.uring.userDataHigh(index);
      const slot = this.requests.find(low, high);
      if (slot === ORPHAN) {
        this.ledger.orphans++;
        continue;
      }
      this.requests.release(low);
      const operation = operationOf(high);
      if (operation === OPERATION.pollClose) closes = true;
      else if (operation !== OPERATION.cancel) this.complete(slot, this.uring.result(index));
    }
    if (count > 0) this.uring.advance(count);
    if (closes) this.close(0);
  }

  #deadline(timeoutMs: number): number {
    if (Number.isNaN(timeoutMs)) throw new RangeError("Cannot wait: the timeout is not a number");
    return this.clock() + timeoutMs;
  }
}
