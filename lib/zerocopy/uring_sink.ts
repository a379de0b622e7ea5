/** Sending by io_uring, with or without SEND_ZC: one chain of linked sends in flight at a time. @module */
import { SysError } from "../../ffi/errno.ts";
import { isNonBlocking } from "../../ffi/fd.ts";
import { IORING_CQE_F_MORE, IORING_CQE_F_NOTIF } from "../../ffi/uring_constants.ts";
import { CapReached, QueueFull, Unavailable } from "../errors.ts";
import { type Clock, monotonicMs } from "../host/waiter.ts";
import { CLOSED, DEADLINE, type Outcome, READY } from "../outcome.ts";
import { isRefusal } from "../ring/patience.ts";
import { checkPayload } from "./addresses.ts";
import { endStream, resetConnection } from "./channel.ts";
import { Completions } from "./completions.ts";
import { CLOSE_TIMEOUT_MS, type ZerocopyInput, type ZerocopySink } from "./contract.ts";
import type { PolicyOptions, SendPolicy } from "./policy.ts";
import { SendLine } from "./send_line.ts";
import {
  attemptOf,
  BATCH,
  kindOf,
  OF_CANCEL,
  OF_CLOSE,
  OF_SEND,
  SenderRing,
} from "./sender_ring.ts";
import type { SenderStats } from "./stats.ts";
import { UsageReports } from "./usage_reports.ts";

/** How long a reset connection may keep its buffers: a device may still have to read them out. */
const RESET_LIMIT_MS = 1000;

/**
 * A sender over io_uring. See {@linkcode ZerocopySink}.
 *
 * Sends are queued until `flush`. What is flushed goes as one chain of IOSQE_IO_LINK and
 * MSG_WAITALL, and the next chain once it has ended: two in flight on one stream would mix.
 */
export class UringSink implements ZerocopySink {
  readonly pool: ZerocopyInput["pool"];
  readonly closeFd: number;
  readonly waitFd: number;
  readonly #completions: Completions;
  readonly #policy: SendPolicy;
  readonly #ring: SenderRing;
  readonly #line: SendLine;
  readonly #reports = new UsageReports();
  readonly #clock: Clock;
  readonly #closeTimeoutMs: number;
  #isOpen = true;
  #isEnded = false;
  #isDisposed = false;

  /**
   * @throws {Unavailable} for a socket that does not block: the ring would answer EAGAIN.
   * @throws {SysError} when the ring is refused; nothing stays open.
   */
  constructor(input: ZerocopyInput, options: PolicyOptions) {
    const { fd, pool, clock = monotonicMs, firstSequence = 0, timed = false } = input;
    const maxInFlight = input.maxInFlight ?? options.maxInFlight;
    if (isNonBlocking(fd)) {
      throw new Unavailable("Cannot send by io_uring: the socket has O_NONBLOCK; open it without");
    }
    this.pool = pool;
    this.#clock = clock;
    this.#closeTimeoutMs = input.closeTimeoutMs ?? CLOSE_TIMEOUT_MS;
    this.#completions = new Completions({ maxInFlight, firstSequence, timed, clock });
    this.#policy = options.policy;
    this.stats.fallback = options.fallback;
    const registersPool = options.policy.asks && input.registeredBuffers === true;
    const ring = this.#ring = new SenderRing({ fd, pool, maxInFlight, registersPool });
    const completions = this.#completions;
    this.#line = new SendLine({ ring, completions, maxInFlight, firstSequence });
    this.closeFd = ring.closeFd;
    this.waitFd = ring.uring.fd;
  }

  get ledger(): Completions["ledger"] {
    return this.#completions.ledger;
  }

  get stats(): SenderStats {
    return this.#completions.stats;
  }

  get room(): number {
    return Math.min(this.#completions.room, BATCH - this.#line.unflushed);
  }

  get brokenBy(): number {
    return this.#line.brokenBy;
  }

  send(bufferIndex: number, offsetBytes: number, payloadBytes: number): number {
    checkPayload(this.pool, offsetBytes, payloadBytes);
    if (this.#line.brokenBy !== 0) throw new SysError("send", this.#line.brokenBy);
    if (!this.#isOpen) return 0;
    if (this.#completions.room <= 0) {
      throw new CapReached(`Cannot send: ${this.ledger.inFlight} sends were taken and not reaped`);
    }
    if (this.#line.unflushed >= BATCH) {
      throw new QueueFull(`Cannot queue a send: ${BATCH} wait for a flush`);
    }
    this.#completions.start();
    const zeroCopy = this.#policy.wants(payloadBytes);
    if (zeroCopy) this.ledger.askedZeroCopy++;
    this.#completions.takeQueued(bufferIndex, payloadBytes);
    this.#line.push(bufferIndex, offsetBytes, payloadBytes, zeroCopy);
    return payloadBytes;
  }

  flush(): void {
    this.#line.unflushed = 0;
    if (this.#isDisposed) return;
    this.#collect();
    this.#ship();
  }

  reap(buffers: Int32Array, results: Int32Array): number {
    if (!this.#isDisposed && this.#completions.outstanding > 0) this.#turn();
    return this.#completions.reap(buffers, results);
  }

  wait(timeoutMs: number): Outcome {
    return this.#waitFor(timeoutMs, "room");
  }

  waitReturn(timeoutMs: number): Outcome {
    return this.#waitFor(timeoutMs, "return");
  }

  drain(timeoutMs: number): Outcome {
    this.flush();
    const deadlineMs = this.#clock() + timeoutMs;
    return this.#until(deadlineMs, "nothing in flight");
  }

  close(timeoutMs: number): void {
    if (this.#isDisposed || (this.#isEnded && this.#completions.outstanding === 0)) return;
    const deadlineMs = this.#clock() + timeoutMs;
    this.#isOpen = false;
    this.#isEnded = true;
    this.stats.draining = true;
    this.#line.unflushed = 0;
    let outcome = this.#until(deadlineMs, "nothing to send");
    if (outcome === READY) {
      endStream(this.#ring.fd); // not before: what is linked would go behind the end
      outcome = this.#until(deadlineMs, "nothing in flight");
    }
    if (outcome !== READY) this.#abort();
    this.stats.draining = this.#completions.outstanding > 0;
  }

  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    try {
      this.close(this.#closeTimeoutMs);
    } finally {
      this.#isDisposed = true;
      this.#ring[Symbol.dispose]();
    }
  }

  /** Resets the connection: the kernel lets go of everything, and says so for each buffer. */
  #abort(): void {
    this.stats.aborted = true;
    this.#line.isAborted = true;
    this.#line.dropUnsendable();
    this.#ring.cancelAll();
    resetConnection(this.#ring.fd);
    this.#until(this.#clock() + RESET_LIMIT_MS, "nothing in flight");
  }

  #waitFor(timeoutMs: number, what: "room" | "return"): Outcome {
    this.flush();
    const deadlineMs = this.#clock() + timeoutMs;
    for (let looked = false;; looked = true) {
      if (this.#isOpen) this.#turn();
      if (!this.#isOpen) return CLOSED;
      if (this.#completions.hasReturns || this.#line.brokenBy !== 0) return READY;
      if (what === "return" && this.#completions.outstanding === 0) return READY;
      if (what === "room" && this.room > 0) return READY;
      const leftMs = deadlineMs - this.#clock();
      if (looked && leftMs <= 0) return DEADLINE;
      this.#ring.uring.submitAndWait(1, leftMs);
      this.#collect();
    }
  }

  #until(deadlineMs: number, goal: "nothing to send" | "nothing in flight"): Outcome {
    for (let looked = false;; looked = true) {
      const went = this.#tryTurn();
      const { length } = this.#line;
      if ((goal === "nothing to send" ? length : this.#completions.outstanding) === 0) return READY;
      if (!this.#isOpen && !this.#isEnded) return CLOSED;
      const leftMs = deadlineMs - this.#clock();
      if (looked && leftMs <= 0) return DEADLINE;
      if (went) this.#ring.enterPatiently(leftMs); // else there may be nothing that could wake us
    }
  }

  /** Returns false when the kernel refused for the moment; nothing was lost. */
  #tryTurn(): boolean {
    try {
      this.#turn();
      return true;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return false;
    }
  }

  /** Lets the kernel post what it holds back, takes it, and ships what waited for it. */
  #turn(): void {
    this.#ring.uring.submit();
    this.#collect();
    this.#ship();
  }

  /**
   * Hands what was flushed to the ring, chain after chain, until one stays in flight. A chain can
   * end inside its own submit: to stop there would leave sends behind with nothing in the ring to
   * complete, and whoever then waits for the ring would sleep until the deadline.
   */
  #ship(): void {
    while (this.#line.isReady) {
      this.#line.shipChain();
      this.#collect();
    }
  }

  /** Takes all completions that are there. */
  #collect(): void {
    const { uring } = this.#ring;
    const count = uring.ready;
    if (count > 0) this.#reports.begin();
    for (let index = 0; index < count; index++) {
      const kind = kindOf(uring.userDataHigh(index));
      if (kind === OF_SEND) {
        const flags = uring.cqeFlags(index);
        if ((flags & IORING_CQE_F_NOTIF) !== 0) this.#notified(index);
        else {
          const isAnnounced = (flags & IORING_CQE_F_MORE) !== 0;
          this.#line.take(uring.userDataLow(index), uring.result(index), isAnnounced);
        }
      } else if (kind === OF_CLOSE) {
        if (uring.result(index) > 0) this.#isOpen = false;
      } else if (kind !== OF_CANCEL) this.ledger.orphans++;
    }
    if (count > 0) uring.advance(count);
    this.#line.dropUnsendable();
  }

  #notified(index: number): void {
    const { uring } = this.#ring;
    const sequence = uring.userDataLow(index);
    if (!this.#line.hear(sequence, attemptOf(uring.userDataHigh(index)))) return;
    const copied = this.#reports.copied(uring, index);
    this.stats.inferredReports = this.#reports.inferredCount;
    this.#completions.notify(sequence, sequence, copied);
    this.#policy.learn(copied);
  }
}
