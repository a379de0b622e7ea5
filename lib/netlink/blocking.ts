/** The mode that both sides of the netlink path want their sockets in. @module */
import { isNonBlocking } from "../../ffi/fd.ts";
import { Unavailable } from "../errors.ts";

/**
 * Makes sure that a socket is in blocking mode. Posted requests of io_uring fail with EAGAIN on
 * one that is not, instead of waiting; plain calls here never block, as each says MSG_DONTWAIT.
 *
 * @throws {Unavailable} when it is not.
 * @throws {SysError} EBADF.
 */
export function requireBlocking(fd: number): void {
  if (!isNonBlocking(fd)) return;
  throw new Unavailable(
    `Cannot use socket ${fd}: it is in non-blocking mode, where io_uring cannot wait for it; ` +
      "open it with `nonBlocking: false`",
  );
}
