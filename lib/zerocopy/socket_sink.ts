/** Sending by send(2), with or without MSG_ZEROCOPY: what three of the senders share. @module */
import { ERRNO, ERRNO_NAMES, SysError } from "../../ffi/errno.ts";
import { CapReached } from "../errors.ts";
import { type Clock, monotonicMs } from "../host/waiter.ts";
import { CLOSED, DEADLINE, type Outcome, READY } from "../outcome.ts";
import { checkPayload } from "./addresses.ts";
import { KernelChannel } from "./channel.ts";
import { Completions } from "./completions.ts";
import {
  type Channel,
  CLOSE_TIMEOUT_MS,
  type ZerocopyInput,
  type ZerocopySink,
} from "./contract.ts";
import type { SendPolicy } from "./policy.ts";
import type { SenderStats } from "./stats.ts";
import {
  SenderWaiter,
  WOKEN_BY_CLOSE,
  WOKEN_BY_ERROR,
  WOKEN_BY_HANGUP,
  WOKEN_BY_ROOM,
} from "./waiting.ts";

/** How long a reset connection may keep its buffers: a device may still have to read them out. */
const RESET_LIMIT_MS = 1000;
/** Messages that say nothing, taken in one go: a socket that gives only such must not hold us. */
const EMPTY_LIMIT = 64;

/** What {@linkcode SocketSink} takes beside its input. */
export interface SocketSinkOptions {
  /** The most sends taken and not reaped, unless the input says so. */
  readonly maxInFlight: number;
  /** Makes the policy; it may keep its counts in the figures. */
  readonly policy: (stats: SenderStats) => SendPolicy;
}

/** A sender over send(2). See {@linkcode ZerocopySink}. */
export class SocketSink implements ZerocopySink {
  readonly pool: ZerocopyInput["pool"];
  readonly closeFd: number;
  readonly waitFd: number;
  readonly #completions: Completions;
  readonly #channel: Channel;
  readonly #policy: SendPolicy;
  readonly #waiter: SenderWaiter;
  readonly #stack: DisposableStack;
  readonly #clock: Clock;
  readonly #firstSequence: number;
  readonly #closeTimeoutMs: number;
  #isOpen = true;
  #isEnded = false;
  #isDisposed = false;
  /** The socket refused for want of room, and has not reported any since. */
  #isBlocked = false;
  /** The kernel refused for want of memory for notifications, and none was given back since. */
  #isStarved = false;
  #asksZeroCopy: boolean;
  /** What broke the connection: an errno, 0 while it is whole. */
  #brokenBy = 0;

  /** @throws {SysError} when descriptors or memory run out; nothing stays open. */
  constructor(input: ZerocopyInput, { maxInFlight, policy }: SocketSinkOptions) {
    const { fd, pool, clock = monotonicMs, firstSequence = 0, timed = false } = input;
    using stack = new DisposableStack();
    this.pool = pool;
    this.#clock = clock;
    this.#firstSequence = firstSequence;
    this.#closeTimeoutMs = input.closeTimeoutMs ?? CLOSE_TIMEOUT_MS;
    this.#completions = new Completions({
      maxInFlight: input.maxInFlight ?? maxInFlight,
      firstSequence,
      timed,
      clock,
    });
    this.#policy = policy(this.stats);
    this.#channel = input.channel ?? stack.use(new KernelChannel({ fd, pool }));
    this.#waiter = stack.use(new SenderWaiter(fd));
    this.closeFd = this.#waiter.closeFd;
    this.waitFd = this.#waiter.fd;
    this.#asksZeroCopy = this.#policy.asks && this.#makeReady(input.loopback ?? "skip");
    this.#stack = stack.move();
  }

  get ledger(): Completions["ledger"] {
    return this.#completions.ledger;
  }

  get stats(): SenderStats {
    return this.#completions.stats;
  }

  get room(): number {
    return this.#completions.room;
  }

  get brokenBy(): number {
    return this.#brokenBy;
  }

  send(bufferIndex: number, offsetBytes: number, payloadBytes: number): number {
    checkPayload(this.pool, offsetBytes, payloadBytes);
    if (this.#brokenBy !== 0) throw new SysError("send", this.#brokenBy);
    if (!this.#isOpen) return 0;
    if (this.room <= 0) {
      throw new CapReached(`Cannot send: ${this.ledger.inFlight} sends were taken and not reaped`);
    }
    this.#completions.start();
    if (this.#asksZeroCopy && this.#policy.wants(payloadBytes)) {
      return this.#sendZeroCopy(bufferIndex, offsetBytes, payloadBytes);
    }
    return this.#sendCopy(bufferIndex, offsetBytes, payloadBytes);
  }

  /** Nothing is queued: each send is a call of its own. */
  flush(): void {}

  reap(buffers: Int32Array, results: Int32Array): number {
    if (!this.#isDisposed && this.#completions.outstanding > 0) this.#collect();
    return this.#completions.reap(buffers, results);
  }

  wait(timeoutMs: number): Outcome {
    return this.#waitFor(timeoutMs, "room");
  }

  waitReturn(timeoutMs: number): Outcome {
    return this.#waitFor(timeoutMs, "return");
  }

  drain(timeoutMs: number): Outcome {
    const deadlineMs = this.#clock() + timeoutMs;
    for (;;) {
      this.#collect();
      if (this.#completions.outstanding === 0) return READY;
      if (!this.#isOpen && !this.#isEnded) return CLOSED;
      const leftMs = deadlineMs - this.#clock();
      const woken = this.#sleep(leftMs);
      if (woken === 0 && leftMs <= 0) return DEADLINE;
    }
  }

  close(timeoutMs: number): void {
    if (this.#isDisposed || (this.#isEnded && this.#completions.outstanding === 0)) return;
    this.#isOpen = false;
    this.#waiter.forgetClose();
    if (!this.#isEnded) this.#channel.shutdown();
    this.#isEnded = true;
    this.stats.draining = true;
    if (this.drain(timeoutMs) !== READY) {
      this.stats.aborted = true;
      this.#channel.reset();
      this.drain(RESET_LIMIT_MS);
    }
    this.stats.draining = this.#completions.outstanding > 0;
  }

  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    try {
      this.close(this.#closeTimeoutMs);
    } finally {
      this.#isDisposed = true;
      this.#stack.dispose();
    }
  }

  /** Decides at opening whether zero copy can be asked for, and says why not. */
  #makeReady(loopback: "skip" | "use"): boolean {
    if (loopback === "skip" && this.#channel.isLoopback) {
      this.stats.fallback = "the peer is on this host, where the kernel copies";
      return false;
    }
    const result = this.#channel.enableZeroCopy();
    if (result === 0) return true;
    const code = ERRNO_NAMES[-result] ?? `errno ${-result}`;
    this.stats.fallback = `SO_ZEROCOPY was refused: ${code}`;
    return false;
  }

  #sendCopy(buffer: number, offsetBytes: number, payloadBytes: number): number {
    const sent = this.#channel.send(buffer, offsetBytes, payloadBytes);
    if (sent <= 0) return this.#refused(-sent);
    this.#completions.takeCopied(buffer, sent);
    return sent;
  }

  #sendZeroCopy(buffer: number, offsetBytes: number, payloadBytes: number): number {
    let sent = this.#channel.sendZeroCopy(buffer, offsetBytes, payloadBytes);
    // A completion that came in between has freed memory: without this look, a sender that had
    // only that one in flight would wait for another that never comes.
    if (sent === -ERRNO.ENOBUFS && this.#collect()) {
      sent = this.#channel.sendZeroCopy(buffer, offsetBytes, payloadBytes);
    }
    if (sent === -ERRNO.ENOBUFS) {
      if (this.#completions.outstanding === 0) {
        const copied = this.#sendCopy(buffer, offsetBytes, payloadBytes);
        if (copied > 0) this.stats.starvedCopies++;
        return copied;
      }
      this.stats.starvedWaits++;
      this.#isStarved = true;
      return 0;
    }
    if (sent <= 0) return this.#refused(-sent);
    this.#policy.asked();
    this.#completions.takeZeroCopy(buffer, sent);
    return sent;
  }

  /** Returns 0 for want of room; throws for what cannot be mended. */
  #refused(code: number): 0 {
    if (code === ERRNO.EAGAIN || code === ERRNO.EINTR || code === 0) {
      this.#isBlocked = code === ERRNO.EAGAIN;
      return 0;
    }
    this.#brokenBy = code;
    throw new SysError("send", code);
  }

  /** Reads the error queue to its end. Returns whether a send was completed. */
  #collect(): boolean {
    const { notifications } = this.#channel;
    const before = this.#completions.outstanding;
    for (let empties = 0; empties < EMPTY_LIMIT; empties++) {
      const emptyBefore = notifications.emptyCount;
      while (notifications.read()) {
        const { low, high, copied } = notifications;
        const first = this.#firstSequence;
        this.#completions.notify((low + first) >>> 0, (high + first) >>> 0, copied);
        this.#policy.learn(copied);
      }
      if (notifications.emptyCount === emptyBefore) break;
    }
    this.stats.otherErrors = notifications.otherCount;
    const progressed = this.#completions.outstanding < before;
    if (progressed) this.#isStarved = false;
    return progressed;
  }

  #waitFor(timeoutMs: number, what: "room" | "return"): Outcome {
    const deadlineMs = this.#clock() + timeoutMs;
    if (this.#isOpen) this.#sleep(0); // so that a close is seen where nothing else would block
    for (let looked = false;; looked = true) {
      if (!this.#isOpen) return CLOSED;
      if (this.#completions.outstanding > 0) this.#collect();
      if (this.#completions.hasReturns || this.#brokenBy !== 0) return READY;
      if (what === "return" && this.#completions.outstanding === 0) return READY;
      if (what === "room" && !this.#isBlocked && !this.#isStarved) return READY;
      const leftMs = deadlineMs - this.#clock();
      if (looked && leftMs <= 0) return DEADLINE;
      this.#sleep(leftMs);
    }
  }

  /** Sleeps once, and takes note of what ended it. Returns the bits of what was seen. */
  #sleep(timeoutMs: number): number {
    const woken = this.#waiter.sleep(timeoutMs);
    if ((woken & WOKEN_BY_CLOSE) !== 0) this.#isOpen = false;
    if ((woken & WOKEN_BY_ROOM) !== 0) this.#isBlocked = false;
    if ((woken & (WOKEN_BY_ERROR | WOKEN_BY_HANGUP)) !== 0) this.#lookForError(woken);
    return woken;
  }

  /**
   * EPOLLERR means notifications or an error of the connection. The second is asked for only when
   * it shows (hang-up) or when the first cannot be why: the question is a system call of its own.
   */
  #lookForError(woken: number): void {
    const progressed = this.#collect();
    if (progressed && (woken & WOKEN_BY_HANGUP) === 0) return;
    const code = this.#channel.takeError();
    if (code !== 0 && this.#brokenBy === 0) this.#brokenBy = code;
  }
}
