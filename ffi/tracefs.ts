/** Tracepoint ids from tracefs, mounted or not; nothing stays mounted behind. @module */
import { checked, cString } from "./libc.ts";
import { SysError } from "./errno.ts";
import { OwnedFd } from "./fd.ts";

/** sys/syscall.h; numbers from 424 on are the same on every architecture. */
export const SYS_fsopen = 430n;
export const SYS_fsconfig = 431n;
export const SYS_fsmount = 432n;
/** linux/mount.h */
export const FSOPEN_CLOEXEC = 1;
export const FSMOUNT_CLOEXEC = 1;
export const FSCONFIG_CMD_CREATE = 6;

/** The ids found, or why there are none. */
export type Tracepoints =
  | {
    readonly available: true;
    /** By the name asked for, `raw_syscalls/sys_enter`; absent where the kernel has no such one. */
    readonly ids: ReadonlyMap<string, number>;
  }
  | {
    readonly available: false;
    readonly reason: string;
    /** The one thing that mends it. */
    readonly cure: string;
  };

/**
 * Looks up tracepoints by `group/name`. Reads tracefs where it is mounted; elsewhere opens it as a
 * mount that is attached nowhere (fsmount(2)), which ends with its descriptor before this returns,
 * and at the latest with the process. Ids hold until the next boot: keep them.
 */
export function tracepointIds(names: readonly string[]): Tracepoints {
  for (const root of mountedAt()) {
    const ids = readIds(root, names);
    if (ids !== undefined) return { available: true, ids };
  }
  try {
    using mount = openDetached();
    const ids = readIds(`/proc/self/fd/${mount.fd}`, names);
    if (ids !== undefined) return { available: true, ids };
    return unavailable("tracefs has no events: the kernel was built without them");
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return unavailable(`tracefs is not mounted where it can be read, and: ${error.message}`);
  }
}

function unavailable(reason: string): Tracepoints {
  return {
    available: false,
    reason,
    cure: "run as root with CAP_SYS_ADMIN and CAP_PERFMON, outside of a restricted container",
  };
}

/** Where tracefs may be; debugfs mounts it on the first access, so the table does not tell all. */
function mountedAt(): string[] {
  const found = new Set(["/sys/kernel/tracing", "/sys/kernel/debug/tracing"]);
  try {
    for (const line of Deno.readTextFileSync("/proc/self/mounts").split("\n")) {
      const [, path, type] = line.split(" ");
      if (type === "tracefs" && path !== undefined) found.add(path);
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
  return [...found];
}

/** The ids under a root, or undefined where that root shows no events. */
function readIds(root: string, names: readonly string[]): Map<string, number> | undefined {
  try {
    Deno.statSync(`${root}/events/header_page`);
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
  const ids = new Map<string, number>();
  for (const name of names) {
    try {
      ids.set(name, Number.parseInt(Deno.readTextFileSync(`${root}/events/${name}/id`)));
    } catch (error) {
      if (!isUnreadable(error)) throw error;
    }
  }
  return ids;
}

function isUnreadable(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotCapable;
}

/** A tracefs that no path leads to. @throws {SysError} EPERM without CAP_SYS_ADMIN, ENODEV. */
function openDetached(): OwnedFd {
  using context = new OwnedFd(checked(
    "fsopen tracefs",
    (c) => Number(c.fsopen(SYS_fsopen, cString("tracefs"), FSOPEN_CLOEXEC)),
  ));
  checked(
    "fsconfig tracefs",
    (c) => Number(c.fsconfig(SYS_fsconfig, context.fd, FSCONFIG_CMD_CREATE, 0n, 0n, 0)),
  );
  return new OwnedFd(checked(
    "fsmount tracefs",
    (c) => Number(c.fsmount(SYS_fsmount, context.fd, FSMOUNT_CLOEXEC, 0)),
  ));
}
