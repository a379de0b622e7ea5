/** What the receivers by plain system call share: one wait in epoll. @module */
import {
  type Clock,
  monotonicMs,
  Waiter,
  WOKEN_BY_CLOSE,
  WOKEN_BY_FLUSH,
} from "../../host/waiter.ts";
import { HeldTooLong } from "../../errors.ts";
import { CLOSED, DEADLINE, FLUSHED, type Outcome, READY } from "../../outcome.ts";
import { Receiver, type ReceiverLayout } from "./receiver.ts";

/** How many waits may find data at once before one looks whether a close was asked for. */
const LOOKS_BEFORE_CONTROLS = 64;

/** What {@linkcode PlainReceiver} takes besides the layout of its buffers. */
export interface PlainReceiverOptions extends ReceiverLayout {
  readonly fd: number;
  /** @default {the monotonic clock} */
  readonly clock?: Clock;
}

/** A receiver that asks the socket, and sleeps in epoll while there is nothing. */
export abstract class PlainReceiver extends Receiver {
  protected readonly fd: number;
  readonly #waiter: Waiter;
  readonly #clock: Clock;
  #looks = 0;

  /** @throws {SysError} when descriptors or memory run out; nothing stays open. */
  constructor(options: PlainReceiverOptions) {
    super(options);
    this.fd = options.fd;
    this.#clock = options.clock ?? monotonicMs;
    try {
      this.#waiter = new Waiter(options.fd);
    } catch (error) {
      this.memory[Symbol.dispose]();
      throw error;
    }
  }

  get closeFd(): number {
    return this.#waiter.closeFd;
  }

  get flushFd(): number {
    return this.#waiter.flushFd;
  }

  /** See {@linkcode Source.wait}. @throws {HeldTooLong} when every buffer is held. */
  wait(timeoutMs: number): Outcome {
    if (Number.isNaN(timeoutMs)) throw new RangeError("Cannot wait: the timeout is not a number");
    const deadlineMs = this.#clock() + timeoutMs;
    for (;;) {
      if (!this.isOpen) return CLOSED;
      const ready = this.isAhead();
      if (ready && ++this.#looks % LOOKS_BEFORE_CONTROLS !== 0) return READY;
      if (!ready && !this.hasRoom()) {
        throw new HeldTooLong("Cannot wait for a datagram: every buffer is held; commit first");
      }
      const leftMs = ready ? 0 : deadlineMs - this.#clock();
      const woken = this.#waiter.sleep(leftMs);
      if ((woken & WOKEN_BY_CLOSE) !== 0) this.close();
      else if (ready || (woken & ~WOKEN_BY_FLUSH) !== 0) return READY;
      else if ((woken & WOKEN_BY_FLUSH) !== 0) {
        this.#waiter.takeFlush();
        return FLUSHED;
      } else if (leftMs <= 0) return DEADLINE;
    }
  }

  /** Whether datagrams were received that were not handed out. */
  protected abstract isAhead(): boolean;

  /** Whether one more could be received. */
  protected abstract hasRoom(): boolean;

  protected override free(): void {
    this.#waiter[Symbol.dispose]();
  }
}
