/** The walk over the completions of a ring of receives, with its polls for close and flush. @module */
import { EventFd } from "../../ffi/eventfd.ts";
import type { Uring } from "../../ffi/uring.ts";
import { IORING_CQE_F_MORE } from "../../ffi/uring_constants.ts";
import type { SourceLedger } from "../ledger.ts";
import { FLUSHED, type Outcome } from "../outcome.ts";
import { OPERATION, operationOf, ORPHAN, type RequestTable } from "./request_id.ts";
import type { RequestRing } from "./request_ring.ts";

/** What {@linkcode ReceiveWalk} takes. */
export interface ReceiveWalkOptions {
  /** Borrowed; the polls are queued on it, and go with its next submit. */
  readonly ring: RequestRing;
  /** Where orphans and what was abandoned are counted. */
  readonly ledger: SourceLedger;
  /** The least that a receive brings: 1 where 0 is the end of a stream. */
  readonly leastBytes: number;
  /** Called where the close eventfd was written to. */
  readonly close: () => void;
}

/**
 * A close and a flush are polls in the ring of the receives, so that one io_uring_enter(2) submits,
 * waits for data, and is ended by them. Completions stay in the ring until all of those that one
 * look found were taken: one store gives them back.
 *
 * Ownership: owns both eventfds.
 */
export class ReceiveWalk implements Disposable {
  /** Whether a flush was asked for and not taken; see {@linkcode takeFlush}. */
  isFlushAsked = false;
  readonly #close: EventFd;
  readonly #flush: EventFd;
  readonly #ring: RequestRing;
  readonly #uring: Uring;
  readonly #requests: RequestTable;
  readonly #ledger: SourceLedger;
  readonly #leastBytes: number;
  readonly #onClose: () => void;
  readonly #stack: DisposableStack;
  /** Completions taken, of those that the last look found. */
  #taken = 0;
  #found = 0;

  /** @throws {SysError} from eventfd(2); nothing stays open. */
  constructor({ ring, ledger, leastBytes, close }: ReceiveWalkOptions) {
    using stack = new DisposableStack();
    this.#close = stack.use(new EventFd());
    this.#flush = stack.use(new EventFd());
    this.#ring = ring;
    this.#uring = ring.uring;
    this.#requests = ring.requests;
    this.#ledger = ledger;
    this.#leastBytes = leastBytes;
    this.#onClose = close;
    ring.pushPoll(OPERATION.pollClose, this.#close.fd);
    ring.pushPoll(OPERATION.pollFlush, this.#flush.fd);
    this.#stack = stack.move();
  }

  get closeFd(): number {
    return this.#close.fd;
  }

  get flushFd(): number {
    return this.#flush.fd;
  }

  /** Where the next completion is, of those in the ring. */
  get index(): number {
    return this.#taken;
  }

  /** The slot of the receive whose completion is next, or ORPHAN; takes all others before it. */
  ahead(): number {
    for (;;) {
      if (this.#taken === this.#found && !this.#look()) return ORPHAN;
      const low = this.#uring.userDataLow(this.#taken);
      const high = this.#uring.userDataHigh(this.#taken);
      const slot = this.#requests.find(low, high);
      const operation = operationOf(high);
      if (slot !== ORPHAN && isReceive(operation)) return slot;
      this.#taken++;
      if (slot === ORPHAN) this.#ledger.orphans++;
      else if (this.#endsBy(low, operation)) return ORPHAN;
    }
  }

  /** Takes the completion that is next. Returns where it is, until {@linkcode ahead} is asked. */
  take(): number {
    return this.#taken++;
  }

  /** Takes a flush, and polls for the next one. */
  takeFlush(): Outcome {
    this.isFlushAsked = false;
    this.#flush.drain();
    this.#ring.pushPoll(OPERATION.pollFlush, this.#flush.fd);
    return FLUSHED;
  }

  /** Takes every completion that is there, handing out none. */
  abandon(): void {
    while (this.#taken < this.#found || this.#look()) {
      const index = this.#taken++;
      const low = this.#uring.userDataLow(index);
      const high = this.#uring.userDataHigh(index);
      if (this.#requests.find(low, high) === ORPHAN) {
        this.#ledger.orphans++;
        continue;
      }
      const brought = this.#uring.result(index) >= this.#leastBytes;
      if (brought && isReceive(operationOf(high))) this.#ledger.abandoned++;
      if ((this.#uring.cqeFlags(index) & IORING_CQE_F_MORE) === 0) this.#requests.release(low);
    }
  }

  /** Closes the eventfds; the ring's polls are over by then, or go with it. */
  [Symbol.dispose](): void {
    this.#stack.dispose();
  }

  /** Gives back what was taken, and asks how much there is now. */
  #look(): boolean {
    if (this.#taken > 0) this.#uring.advance(this.#taken);
    this.#taken = 0;
    this.#found = this.#uring.ready;
    return this.#found > 0;
  }

  /** Takes the end of a request of our own. Returns whether it closed the source. */
  #endsBy(id: number, operation: number): boolean {
    this.#requests.release(id);
    if (operation === OPERATION.pollFlush) this.isFlushAsked = true;
    if (operation !== OPERATION.pollClose) return false;
    this.#onClose();
    return true;
  }
}

/** Whether an operation, of `operationOf`, is a receive. */
export function isReceive(operation: number): boolean {
  return operation === OPERATION.receive || operation === OPERATION.receiveMultishot;
}
