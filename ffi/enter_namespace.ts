/** Entering the network namespace of another process, and coming back. @module */
import { ERRNO, SysError } from "./errno.ts";
import { OwnedFd } from "./fd.ts";
import { checked, cString } from "./libc.ts";
import { CLONE_NEWNET } from "./namespace.ts";

/** fcntl.h */
export const O_RDONLY = 0;
export const O_CLOEXEC = 0x80000;

/**
 * Opens the network namespace that a process, or the calling thread, is in now. The caller disposes
 * the descriptor; the namespace lives at least as long as it.
 *
 * @throws {SysError} ENOENT when there is no such process, EACCES when it is not ours.
 */
export function openNetworkNamespace(process: number | "thread-self" = "thread-self"): OwnedFd {
  const path = cString(`/proc/${process}/ns/net`);
  return new OwnedFd(checked("open", (c) => c.open(path, O_RDONLY | O_CLOEXEC, 0)));
}

/**
 * Moves the calling thread for good.
 *
 * Only this thread moves, and what it opens stays in the namespace whoever uses it later. So call
 * it on the thread that opens the sockets, synchronously.
 *
 * @throws {SysError} EPERM without CAP_SYS_ADMIN.
 */
export function joinNetworkNamespace(fd: number): void {
  try {
    checked("setns", (c) => c.setns(fd, CLONE_NEWNET));
  } catch (error) {
    if (!(error instanceof SysError) || error.errno !== ERRNO.EPERM) throw error;
    throw new SysError("setns", ERRNO.EPERM, "the process lacks CAP_SYS_ADMIN; run as root");
  }
}

/**
 * Moves the calling thread until disposal, which brings it back to where it was. Nothing may be
 * awaited in between: other work of this thread would be in the namespace too.
 *
 * @throws {SysError} EPERM without CAP_SYS_ADMIN; the thread stays where it was.
 */
export function visitNetworkNamespace(fd: number): Disposable {
  using stack = new DisposableStack();
  const home = stack.use(openNetworkNamespace());
  joinNetworkNamespace(fd);
  stack.defer(() => joinNetworkNamespace(home.fd));
  return stack.move();
}
