/** Enters that the kernel refuses for the moment, for want of memory or of room for completions. @module */
import { ERRNO, SysError } from "../../ffi/errno.ts";
import type { Uring } from "../../ffi/uring.ts";

/** Whether an enter that failed so may succeed when it is tried again: nothing was lost. */
export function isRefusal(error: unknown): boolean {
  const code = error instanceof SysError ? error.errno : 0;
  return code === ERRNO.EAGAIN || code === ERRNO.EBUSY;
}

/**
 * Submits and waits for `count` completions, where refusing is no way out: what the kernel refuses
 * for the moment stays queued, for the next try.
 *
 * @throws {SysError} for anything else.
 */
export function enterPatiently(uring: Uring, timeoutMs: number, count = 1): void {
  try {
    uring.submitAndWait(count, timeoutMs);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}
