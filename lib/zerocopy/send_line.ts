/** What waits for a ring and what it has: one chain at a time, again where memory was short. @module */
import { ERRNO } from "../../ffi/errno.ts";
import { takeSocketError } from "../../ffi/socket.ts";
import type { Completions } from "./completions.ts";
import { SendAttempts } from "./send_attempts.ts";
import { SendQueue } from "./send_queue.ts";
import { BATCH, type SenderRing } from "./sender_ring.ts";

/** What {@linkcode SendLine} takes; all is borrowed. */
export interface SendLineOptions {
  readonly ring: SenderRing;
  readonly completions: Completions;
  readonly maxInFlight: number;
  /** The number of the first send. */
  readonly firstSequence: number;
}

/**
 * The sends of one ring in their order.
 *
 * Each SEND_ZC is charged against RLIMIT_MEMLOCK of the user until its notification, unless the
 * process has CAP_IPC_LOCK (io_uring/notif.h). Where the charge is refused the kernel answers
 * ENOMEM while it prepares the request, and then sends nothing of its chain: those before it, the
 * head first, say ECANCELED. So a chain is judged once all of its results are in. What memory kept
 * from going waits for a notification where one is to come; where none is, a chain half as long is
 * tried, and at last a copy.
 */
export class SendLine {
  /** Sends at the end that were not flushed. */
  unflushed = 0;
  /** The errno that broke the connection, positive; 0 while it is whole. */
  brokenBy = 0;
  /** Nothing more is to go: what did not is dropped. */
  isAborted = false;
  readonly attempts: SendAttempts;
  readonly #ring: SenderRing;
  readonly #completions: Completions;
  readonly #queue: SendQueue;
  /** The number of the oldest send in the queue: a cell, since a field would be boxed. */
  readonly #next: Uint32Array<ArrayBuffer>;
  /** The chain in flight: its sends, those without a copy, and those whose result is not in. */
  #chainLength = 0;
  #chainZeroCopy = 0;
  #chainLeft = 0;
  /** Sends at its end that were not sent, and the first errno that was no cancellation. */
  #unsent = 0;
  #cause = 0;
  /** The most sends of the next chain: fewer while memory is short. */
  #chainMax = BATCH;
  /** Sends at the head of the queue that are to be copied, for want of memory. */
  #copies = 0;
  /** A chain was refused for want of memory, and no notification came since. */
  #isStarved = false;

  constructor({ ring, completions, maxInFlight, firstSequence }: SendLineOptions) {
    this.#ring = ring;
    this.#completions = completions;
    this.#queue = new SendQueue(maxInFlight);
    this.#next = Uint32Array.of(firstSequence);
    this.attempts = new SendAttempts(maxInFlight);
  }

  /** Sends that wait, and those of the chain whose result is not in. */
  get length(): number {
    return this.#queue.length + this.#chainLeft;
  }

  /** Whether there is a chain to ship, and none in the way. */
  get isReady(): boolean {
    return this.#chainLeft === 0 && this.attempts.awaitedCount === 0 && !this.#isStarved &&
      this.#queue.length > this.unflushed;
  }

  /** Puts a send at the end, unflushed. The caller sees to it that there is room. */
  push(buffer: number, offsetBytes: number, payloadBytes: number, zeroCopy: boolean): void {
    this.#queue.push(buffer, offsetBytes, payloadBytes, zeroCopy);
    this.unflushed++;
  }

  /**
   * Hands a chain of what was flushed to the ring.
   *
   * @throws {SysError} when the submit was refused: all is in the queue again.
   */
  shipChain(): void {
    const queue = this.#queue;
    const count = Math.min(queue.length - this.unflushed, this.#copies || this.#chainMax);
    this.#chainZeroCopy = 0;
    queue.attempt = this.attempts.current;
    for (let left = count; left > 0; left--) {
      queue.shift();
      queue.isLast = left === 1;
      if (queue.zeroCopy) this.#chainZeroCopy++;
      const sequence = this.#next[0]!++;
      this.attempts.begin(sequence);
      this.#ring.pushSend(sequence, queue);
    }
    let left = count;
    try {
      this.#ring.uring.submit();
    } finally {
      left = this.#ring.retract();
      this.#putBack(left);
      if (this.#copies > 0) this.#copies = left;
      this.#chainLength = this.#chainLeft = count - left;
    }
  }

  /**
   * A send completes once with its result, and once more with IORING_CQE_F_NOTIF, when its pages
   * are free, if and only if the first one has IORING_CQE_F_MORE: also when it failed.
   */
  take(sequence: number, result: number, isAnnounced: boolean): void {
    const wanted = this.#completions.sizeOf(sequence);
    if (wanted === 0) {
      this.#completions.resolve(sequence, result); // an orphan: counted, and no end of anything
      return;
    }
    this.#chainLeft--;
    if (this.#mayGoAgain(result)) {
      this.#unsent++;
      if (result !== -ERRNO.ECANCELED && this.#cause === 0) this.#cause = -result;
      this.attempts.fail(sequence, isAnnounced);
    } else {
      this.#completions.resolve(sequence, result);
      if (result < wanted && this.brokenBy === 0) {
        // the end of a whole stream: what comes after a send that was cut short cannot follow
        this.brokenBy = result < 0 ? -result : takeSocketError(this.#ring.fd) || ERRNO.EPIPE;
      }
      if (!isAnnounced) this.#completions.complete(sequence);
    }
    if (this.#chainLeft === 0) this.#endChain();
  }

  /** Whether a notification is of a send under way, which it then frees memory of. */
  hear(sequence: number, attempt: number): boolean {
    if (!this.attempts.isCurrent(sequence, attempt)) return false;
    this.#isStarved = false;
    return true;
  }

  /** Gives back what the ring was never given, or gave up, where nothing more is to go. */
  dropUnsendable(): void {
    if (this.brokenBy === 0 && !this.isAborted) return;
    if (this.#chainLeft > 0 || this.attempts.awaitedCount > 0) return;
    this.unflushed = 0;
    while (this.#queue.length > 0) {
      this.#queue.shift();
      const sequence = this.#next[0]!++;
      this.#completions.resolve(sequence, -ERRNO.ECANCELED);
      this.#completions.complete(sequence);
    }
  }

  /** Whether a send that failed so was not tried: judged for good at the end of its chain. */
  #mayGoAgain(result: number): boolean {
    if (result >= 0 || this.brokenBy !== 0 || this.isAborted) return false;
    if (this.#chainZeroCopy === 0) return false; // a copy needs none of that memory
    return this.#unsent > 0 || result === -ERRNO.ECANCELED || isShortOfMemory(-result);
  }

  /** All results are in: what was not sent is in the queue again, at its head. */
  #endChain(): void {
    if (this.#unsent === 0) {
      if (this.#chainZeroCopy > 0 && this.#chainMax < BATCH) this.#chainMax++;
      return;
    }
    const cause = this.#cause;
    this.#putBack(this.#unsent);
    this.#unsent = this.#cause = 0;
    this.attempts.next();
    if (isShortOfMemory(cause)) this.#starve();
    else this.brokenBy = cause || ERRNO.ECANCELED;
  }

  #starve(): void {
    const { stats, ledger, outstanding } = this.#completions;
    this.#chainMax = Math.max(1, this.#chainLength >> 1);
    if (outstanding > this.#queue.length) {
      this.#isStarved = true;
      stats.starvedWaits++;
    } else if (this.#chainLength === 1) {
      // as many as one submit carries: asking for each again would cost a submit each
      this.#copies = Math.min(this.#queue.length - this.unflushed, BATCH);
      const count = this.#queue.copyFirst(this.#copies);
      ledger.askedZeroCopy -= count;
      stats.starvedCopies += count;
    }
  }

  #putBack(count: number): void {
    this.#queue.unshift(count);
    this.#next[0]! -= count;
  }
}

function isShortOfMemory(code: number): boolean {
  return code === ERRNO.ENOMEM || code === ERRNO.ENOBUFS;
}
