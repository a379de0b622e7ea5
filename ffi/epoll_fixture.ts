/** What tests share that wait on an epoll themselves. @module */
import { type Epoll, INTERRUPTED } from "./epoll.ts";

/**
 * Waits as {@linkcode Epoll.wait} does, and again where that was interrupted: what the kernel still
 * has to end of an io_uring does that to the thread that had it, some 50 ms after its close and in
 * whatever test is next.
 */
export function waitThrough(epoll: Epoll, timeoutMs: number): number {
  for (;;) {
    const count = epoll.wait(timeoutMs);
    if (count !== INTERRUPTED) return count;
  }
}
