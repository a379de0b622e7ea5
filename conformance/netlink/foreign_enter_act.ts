/** Enters somebody else's io_uring from the accomplice's thread. @module */
import { ERRNO } from "../../ffi/errno.ts";
import { notify } from "../../ffi/eventfd.ts";
import { liburing } from "../../ffi/liburing.ts";
import { IORING_ENTER_GETEVENTS } from "../../ffi/uring_constants.ts";

/** What {@linkcode act} takes. */
export interface ForeignEnter {
  readonly ringFd: number;
  /** An eventfd, written to when every enter was refused with EEXIST. */
  readonly refusedFd: number;
}

/** How many requests an enter submits, and its flags: one that submits, one that collects. */
const ENTERS = [[1, 0], [0, IORING_ENTER_GETEVENTS]] as const;

/** Tries to submit, and to collect what is complete. */
export function act({ ringFd, refusedFd }: ForeignEnter): void {
  const { io_uring_enter2: enter } = liburing();
  const results = ENTERS.map(([count, flags]) => enter(ringFd, count, 0, flags, 0n, 0n));
  if (results.every((result) => result === -ERRNO.EEXIST)) notify(refusedFd);
}
