/** Network namespaces: one of its own for a process that has a single purpose. @module */
import { checked } from "./libc.ts";
import { Rtnetlink } from "./rtnetlink.ts";

/** sched.h */
export const CLONE_NEWNET = 0x40000000;

const LOOPBACK = "lo";

/**
 * Moves the calling thread to a new network namespace with nothing in it but a loopback that is
 * down. It ends with the last process and socket in it, and its links with it.
 *
 * Only this thread moves: sockets that Deno opens on other threads stay where they were. So call it
 * in a child whose main thread does all the work, before its first socket.
 *
 * @throws {SysError} EPERM without CAP_SYS_ADMIN.
 */
export function unshareNetwork(): void {
  checked("unshare", (c) => c.unshare(CLONE_NEWNET));
}

/** Sets loopback up in the namespace of the calling thread. @throws {SysError} EPERM. */
export function raiseLoopback(): void {
  using route = new Rtnetlink();
  route.changeLink(LOOPBACK, { up: true });
}

/** Which network namespace the calling thread is in: `net:[4026531840]`. */
export function networkNamespaceId(): string {
  return Deno.readLinkSync("/proc/thread-self/ns/net");
}
