/** What the senders by plain system call share: one wait for room in epoll. @module */
import { EPOLLOUT } from "../../../ffi/epoll.ts";
import { type Clock, Waiter, WOKEN_BY_CLOSE } from "../../host/waiter.ts";
import { CLOSED, DEADLINE, type Outcome, READY } from "../../outcome.ts";
import type { SendInput } from "./contract.ts";
import { Sender } from "./sender.ts";

/** A sender that hands payloads over in its own calls, which never block. */
export abstract class PlainSender extends Sender {
  /** Whether a flush was asked for that the socket has not yet taken all of. */
  protected flushing = false;
  readonly #waiter: Waiter;

  /** @throws {SysError} when descriptors run out; nothing stays open. */
  constructor(input: Required<SendInput>, clock?: Clock) {
    super(input, clock);
    this.#waiter = new Waiter(input.fd, { events: EPOLLOUT });
  }

  get closeFd(): number {
    return this.#waiter.closeFd;
  }

  flush(): void {
    this.flushing = true;
    this.collect();
  }

  wait(timeoutMs: number): Outcome {
    return this.#waitFor(timeoutMs, "anything");
  }

  drain(timeoutMs: number): Outcome {
    return this.#waitFor(timeoutMs, "all");
  }

  close(timeoutMs: number): void {
    if (!this.isOpen) return;
    if (this.pending > 0 && timeoutMs > 0) this.#waitFor(timeoutMs, "all");
    this.markClosed();
    this.handBack();
  }

  /** Gives the socket what it takes of what is queued. */
  protected abstract push(): void;

  /** Gives back all that is queued, unsent. */
  protected abstract handBack(): void;

  /** A plain call has finished when it returns: nothing comes later. */
  protected override collect(): void {
    if (!this.flushing || !this.isOpen) return;
    if (this.queued > 0) this.push();
    this.flushing = this.queued > 0;
  }

  protected override free(): void {
    this.#waiter[Symbol.dispose]();
  }

  #waitFor(timeoutMs: number, what: "anything" | "all"): Outcome {
    if (Number.isNaN(timeoutMs)) throw new RangeError("Cannot wait: the timeout is not a number");
    const deadlineMs = this.clock() + timeoutMs;
    for (;;) {
      if (what === "all" && this.pending === 0) return READY;
      if (!this.isOpen) return CLOSED;
      if (what === "all" || !this.hasPlace) this.flushing = true;
      this.collect();
      if (what === "all" ? this.pending === 0 : this.hasDone) return READY;
      const leftMs = deadlineMs - this.clock();
      const woken = this.#waiter.sleep(leftMs);
      if ((woken & WOKEN_BY_CLOSE) !== 0) this.close(0);
      else if (woken !== 0 && what === "anything" && this.hasPlace) return READY;
      else if (woken === 0 && leftMs <= 0) return DEADLINE;
    }
  }
}
