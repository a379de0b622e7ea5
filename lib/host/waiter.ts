/** The Waiter: one blocked wait that data, a close, a flush or a deadline can end. @module */
import { Epoll, EPOLLIN } from "../../ffi/epoll.ts";
import { EventFd } from "../../ffi/eventfd.ts";

/** What ended a sleep; bits, since several can be true at once. */
export const WOKEN_BY_DATA = 1;
export const WOKEN_BY_CLOSE = 2;
export const WOKEN_BY_FLUSH = 4;

/** A monotonic clock in milliseconds; injected so that deadlines can be tested without waiting. */
export type Clock = () => number;

/** The clock of a running program. */
export function monotonicMs(): number {
  return performance.now();
}

/**
 * Sleeps in epoll_wait(2) until something happens.
 *
 * Ownership: owns its epoll and event descriptors; borrows the descriptor it waits on. Belongs to
 * one thread; other threads and processes write to `closeFd` or `flushFd`.
 */
export class Waiter implements Disposable {
  readonly closeFd: number;
  readonly flushFd: number;
  readonly #stack: DisposableStack;
  readonly #all: Epoll;
  readonly #controls: Epoll;
  readonly #close: EventFd;
  readonly #flush: EventFd;

  /**
   * @param dataFd what becomes readable when there is data; or ready for `events`, EPOLL bits.
   * @throws {SysError} EMFILE when descriptors run out; nothing stays open.
   */
  constructor(dataFd: number, { events = EPOLLIN }: { readonly events?: number } = {}) {
    using stack = new DisposableStack();
    this.#close = stack.use(new EventFd());
    this.#flush = stack.use(new EventFd());
    this.closeFd = this.#close.fd;
    this.flushFd = this.#flush.fd;
    this.#controls = stack.use(Epoll.open());
    this.#all = stack.use(Epoll.open());
    for (const epoll of [this.#controls, this.#all]) {
      epoll.add(this.closeFd, { events: EPOLLIN, data: WOKEN_BY_CLOSE });
      epoll.add(this.flushFd, { events: EPOLLIN, data: WOKEN_BY_FLUSH });
    }
    this.#all.add(dataFd, { events, data: WOKEN_BY_DATA });
    this.#stack = stack.move();
  }

  /**
   * Sleeps until data, a control or the timeout. Returns the bits that were seen: 0 for the
   * timeout or a signal, so that the caller looks at its deadline and its data again.
   */
  sleep(timeoutMs: number): number {
    return wait(this.#all, timeoutMs);
  }

  /** Sleeps until a control or the timeout, deaf to data: for a pause between two looks. */
  pause(timeoutMs: number): number {
    return wait(this.#controls, timeoutMs);
  }

  /** Takes a flush back, so that it ends one wait only. */
  takeFlush(): void {
    this.#flush.drain();
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }
}

function wait(epoll: Epoll, timeoutMs: number): number {
  // Below zero the deadline has passed: one look, where epoll itself would wait for ever.
  const count = epoll.wait(Math.max(timeoutMs, 0));
  let woken = 0;
  // A negative count is EINTR: nothing was seen, and the caller looks again.
  for (let index = 0; index < count; index++) woken |= epoll.data(index);
  return woken;
}
