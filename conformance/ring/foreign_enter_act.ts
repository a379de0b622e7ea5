/** Enters somebody else's io_uring from the accomplice's thread. @module */
import { ERRNO } from "../../ffi/errno.ts";
import { notify } from "../../ffi/eventfd.ts";
import { liburing } from "../../ffi/liburing.ts";
import { IORING_ENTER_GETEVENTS } from "../../ffi/uring_constants.ts";

/** What {@linkcode act} takes. */
export interface ForeignEnter {
  readonly ringFd: number;
  /** An eventfd, written to when the enters were refused as they should be. */
  readonly refusedFd: number;
}

/**
 * Tries to submit, which is refused (IORING_SETUP_SINGLE_ISSUER), and to collect what is complete,
 * which is refused where completions are the owner's to run (IORING_SETUP_DEFER_TASKRUN).
 */
export function act({ ringFd, refusedFd }: ForeignEnter): void {
  const { io_uring_enter2: enter } = liburing();
  const submitted = enter(ringFd, 1, 0, 0, 0n, 0n);
  const collected = enter(ringFd, 0, 0, IORING_ENTER_GETEVENTS, 0n, 0n);
  const isRefused = submitted === -ERRNO.EEXIST;
  if (isRefused && (collected === -ERRNO.EEXIST || collected === 0)) notify(refusedFd);
}
