/** Waiting of one sender: room in the socket, a completion, a close, or the deadline. @module */
import {
  Epoll,
  EPOLLERR,
  EPOLLET,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  INTERRUPTED,
} from "../../ffi/epoll.ts";
import { EventFd } from "../../ffi/eventfd.ts";

/** What ended a sleep; bits, since several can be true at once. */
export const WOKEN_BY_ROOM = 1;
export const WOKEN_BY_ERROR = 2;
export const WOKEN_BY_HANGUP = 4;
export const WOKEN_BY_CLOSE = 8;

const SOCKET = 0;
const CONTROL = 1;

/**
 * Sleeps in epoll_wait(2) on a socket and a close eventfd.
 *
 * The socket is watched edge-triggered. Level-triggered, a broken connection shows EPOLLHUP for
 * ever, and an idle one EPOLLOUT, so that a wait for completions would spin. Edges are enough: the
 * error queue gives one for each message put in, and room one after each refused send.
 *
 * Ownership: owns its epoll and event descriptors; borrows the socket. Belongs to one thread; only
 * `closeFd` may be used from another.
 */
export class SenderWaiter implements Disposable {
  readonly closeFd: number;
  /** The epoll set itself: readable when a sleep would end at once. */
  readonly fd: number;
  readonly #stack: DisposableStack;
  readonly #epoll: Epoll;
  #heedsClose = true;

  /** @throws {SysError} EMFILE when descriptors run out; nothing stays open. */
  constructor(socketFd: number) {
    using stack = new DisposableStack();
    this.closeFd = stack.use(new EventFd()).fd;
    this.#epoll = stack.use(Epoll.open({ eventCount: 2 }));
    this.fd = this.#epoll.fd;
    // EPOLLERR and EPOLLHUP are always watched
    this.#epoll.add(socketFd, { events: EPOLLOUT | EPOLLET, data: SOCKET });
    this.#epoll.add(this.closeFd, { events: EPOLLIN, data: CONTROL });
    this.#stack = stack.move();
  }

  /**
   * Sleeps until something happens. Returns the bits that were seen: 0 for the timeout or a signal,
   * so that the caller looks at its deadline again. Below zero looks once.
   */
  sleep(timeoutMs: number): number {
    const count = this.#epoll.wait(Math.max(timeoutMs, 0));
    if (count === INTERRUPTED) return 0;
    let woken = 0;
    for (let index = 0; index < count; index++) {
      if (this.#epoll.data(index) === CONTROL) woken |= WOKEN_BY_CLOSE;
      else woken |= meaning(this.#epoll.events(index));
    }
    return woken;
  }

  /** Stops listening to the close eventfd, which stays readable and would end each sleep. */
  forgetClose(): void {
    if (!this.#heedsClose) return;
    this.#heedsClose = false;
    this.#epoll.remove(this.closeFd);
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }
}

function meaning(events: number): number {
  return ((events & EPOLLOUT) !== 0 ? WOKEN_BY_ROOM : 0) |
    ((events & EPOLLERR) !== 0 ? WOKEN_BY_ERROR : 0) |
    ((events & EPOLLHUP) !== 0 ? WOKEN_BY_HANGUP : 0);
}
