/** The Waiter of many descriptors: one blocked wait that any of them, or a control, can end. @module */
import { Epoll, EPOLLET, EPOLLIN, EPOLLRDHUP } from "../../ffi/epoll.ts";
import { EventFd } from "../../ffi/eventfd.ts";
import { WOKEN_BY_CLOSE, WOKEN_BY_DATA, WOKEN_BY_FLUSH } from "./waiter.ts";

/** Above every member's number. */
const CLOSE_DATA = 0xffffffff;
const FLUSH_DATA = 0xfffffffe;
/** A shutdown for reading has its own bit: a datagram socket then has no end to read. */
const INTEREST = EPOLLIN | EPOLLRDHUP;
/** How many events one look takes: with more ready the kernel goes round. */
const EVENTS_PER_LOOK = 64;

/**
 * Sleeps in epoll_wait(2) until a member, a close or a flush wakes it; {@linkcode Waiter} does the
 * same for a single descriptor. A member that stays readable is reported by every look. Nothing is
 * allocated per look or per member.
 *
 * Ownership: owns its epoll and event descriptors; borrows the members.
 */
export class CrowdWaiter implements Disposable {
  readonly closeFd: number;
  readonly flushFd: number;
  /** The members that the last look found ready, the first {@linkcode readyCount} of them. */
  readonly ready = new Int32Array(EVENTS_PER_LOOK);
  /** Of each of them what it is ready for, EPOLL bits. */
  readonly events = new Int32Array(EVENTS_PER_LOOK);
  /** How many. */
  readyCount = 0;
  readonly #epoll: Epoll;
  readonly #flush: EventFd;
  readonly #stack: DisposableStack;

  /** @throws {SysError} EMFILE when descriptors run out; nothing stays open. */
  constructor() {
    using stack = new DisposableStack();
    const close = stack.use(new EventFd());
    this.#flush = stack.use(new EventFd());
    this.#epoll = stack.use(Epoll.open({ eventCount: EVENTS_PER_LOOK }));
    this.#epoll.add(close.fd, { events: EPOLLIN, data: CLOSE_DATA });
    this.#epoll.add(this.#flush.fd, { events: EPOLLIN, data: FLUSH_DATA });
    this.closeFd = close.fd;
    this.flushFd = this.#flush.fd;
    this.#stack = stack.move();
  }

  /** Takes a descriptor in, as `member`, a number from 0. @throws {SysError} EEXIST, EBADF. */
  add(fd: number, member: number): void {
    this.#epoll.add(fd, { events: INTEREST, data: member });
  }

  /**
   * Has a member reported only when something new happens to it, or by every look again, as it is
   * at first. Either change reports once what is there now. @throws {SysError} ENOENT, EBADF.
   */
  modify(fd: number, member: number, options: { readonly onlyNew: boolean }): void {
    const events = options.onlyNew ? INTEREST + EPOLLET : INTEREST; // a sum: it is above 2^31
    this.#epoll.modify(fd, { events, data: member });
  }

  /** Takes a descriptor out. @throws {SysError} ENOENT, EBADF: it is not in. */
  remove(fd: number): void {
    this.#epoll.remove(fd);
  }

  /**
   * Sleeps until something happens; zero and less look once. Returns what was seen as bits of
   * {@linkcode Waiter}: 0 for the timeout or a signal, so that the caller looks at its deadline.
   */
  sleep(timeoutMs: number): number {
    const count = this.#epoll.wait(Math.max(timeoutMs, 0));
    let woken = 0;
    let readyCount = 0;
    for (let index = 0; index < count; index++) {
      const data = this.#epoll.data(index);
      if (data === CLOSE_DATA) woken |= WOKEN_BY_CLOSE;
      else if (data === FLUSH_DATA) woken |= WOKEN_BY_FLUSH;
      else {
        this.events[readyCount] = this.#epoll.events(index);
        this.ready[readyCount++] = data;
      }
    }
    this.readyCount = readyCount;
    return readyCount > 0 ? woken | WOKEN_BY_DATA : woken;
  }

  /** Takes a flush back, so that it ends one wait only. */
  takeFlush(): void {
    this.#flush.drain();
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }
}
