/** Waiting for any of several replicas. @module */
import { Epoll, EPOLLIN } from "../../ffi/epoll.ts";
import { READY } from "../../lib/outcome.ts";
import type { Replica } from "../../lib/zerocopy/replica.ts";

/**
 * An epoll set over what the senders wait on, each an epoll set or a ring itself.
 *
 * Ownership: owns its epoll descriptor, borrows the replicas. Belongs to one thread.
 */
export class Crowd implements Disposable {
  readonly #epoll: Epoll;
  readonly #replicas: readonly Replica[];

  /** @throws {SysError} EMFILE when descriptors run out. */
  constructor(replicas: readonly Replica[]) {
    using stack = new DisposableStack();
    this.#replicas = replicas;
    this.#epoll = stack.use(Epoll.open({ eventCount: Math.max(1, replicas.length) }));
    for (const [data, { sink }] of replicas.entries()) {
      this.#epoll.add(sink.waitFd, { events: EPOLLIN, data });
    }
    stack.move();
  }

  /** Blocks until one of those that have something in hand can go on, or the time is over. */
  wait(timeoutMs: number): void {
    // each looks at itself first: what it has seen already, its descriptor tells no more
    for (let index = 0; index < this.#replicas.length; index++) {
      const replica = this.#replicas[index]!;
      if (isBusy(replica) && replica.wait(0) === READY) return;
    }
    this.#epoll.wait(timeoutMs);
  }

  [Symbol.dispose](): void {
    this.#epoll[Symbol.dispose]();
  }
}

/** Whether it has something to send, or to get back: `wait` of any other is READY at once. */
function isBusy({ isCaughtUp, sentBytes, returnedBytes }: Replica): boolean {
  return !isCaughtUp || sentBytes > returnedBytes;
}
