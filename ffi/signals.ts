/** Signals to one thread: how a blocked system call is made to return EINTR. @module */
import { SysError } from "./errno.ts";
import { checked, cString } from "./libc.ts";

/** signal.h: ignored by default, and used by nobody here. */
export const SIGURG = 23;

const SYMBOLS = {
  // sighandler_t signal(int signum, sighandler_t handler)
  signal: { parameters: ["i32", "pointer"], result: "pointer" },
  // void *dlsym(void *handle, const char *symbol)
  dlsym: { parameters: ["pointer", "buffer"], result: "pointer" },
  // int tgkill(pid_t tgid, pid_t tid, int sig)
  tgkill: { parameters: ["i32", "i32", "i32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

let opened: Deno.DynamicLibrary<typeof SYMBOLS>["symbols"] | undefined;

/** Opened once per thread; stays open as libc itself does. */
function symbols(): Deno.DynamicLibrary<typeof SYMBOLS>["symbols"] {
  opened ??= Deno.dlopen("libc.so.6", SYMBOLS).symbols;
  return opened;
}

/**
 * Installs a handler for SIGURG that does nothing, so that the signal interrupts what blocks
 * instead of being ignored. The handler is libc's own getpid: it is safe in a handler, takes no
 * argument, and needs no JavaScript. Stays until the process ends.
 *
 * @throws {SysError} from signal(2).
 */
export function makeInterruptible(): void {
  const handler = symbols().dlsym(null, cString("getpid"));
  if (handler === null) throw new SysError("dlsym", 2);
  symbols().signal(SIGURG, handler);
}

/**
 * Sends SIGURG to one thread of this process.
 *
 * @throws {SysError} ESRCH when there is no such thread.
 */
export function interruptThread(threadId: number): void {
  const processId = checked("getpid", (c) => c.getpid());
  if (symbols().tgkill(processId, threadId, SIGURG) !== 0) throw new SysError("tgkill", 3);
}
