/** Independent counters of what a process holds: what /proc says, never what the code believes. @module */
import { openFds } from "../ffi/fd.ts";

/** What a process held at one moment. */
export interface Holdings {
  /** Descriptors by number and target: `7 anon_inode:[eventfd]`. */
  readonly fds: readonly string[];
  /** Mappings of shared objects of ours: BPF maps, memfds, io_uring; their names, with repeats. */
  readonly mappings: readonly string[];
}

/** The objects that a path can map, as /proc/self/maps names them. */
const MAPPED =
  /\s(anon_inode:bpf-map|anon_inode:\[io_uring\]|\/memfd:\S+|anon_inode:\[perf_event\])/;

/**
 * The runtime's own: libffi's closure allocator opens the running executable at the process's
 * first callback, whoever makes it, and keeps it.
 */
const RUNTIME_OWN = Deno.execPath();

/** Counts now. */
export function countHoldings(): Holdings {
  const fds = openFds()
    .filter(({ target }) => target !== RUNTIME_OWN)
    .map(({ fd, target }) => `${fd} ${target}`);
  const mappings = [];
  for (const line of Deno.readTextFileSync("/proc/self/maps").split("\n")) {
    const name = MAPPED.exec(line)?.[1];
    if (name !== undefined) mappings.push(name);
  }
  return { fds, mappings };
}

const condoned = new Set<string>();

/**
 * Runs `body`, and calls what it leaves open no leak: it is the harness's own and stays for the
 * life of the process.
 */
export function condoning<T>(body: () => T): T {
  const before = countHoldings();
  const result = body();
  condone(before, () => true);
  return result;
}

/** The same, for what was opened since `before` and is of the runtime's own kind. */
export function condone(before: Holdings, isRuntimes: (fd: string) => boolean): void {
  const known = new Set(before.fds);
  for (const fd of countHoldings().fds) if (!known.has(fd) && isRuntimes(fd)) condoned.add(fd);
}

/** What is held `now` and was not `before`, in words; undefined when nothing is. */
export function describeLeak(before: Holdings, now: Holdings): string | undefined {
  const known = new Set(before.fds);
  const fds = now.fds.filter((fd) => !known.has(fd) && !condoned.has(fd));
  const extraMappings = now.mappings.length - before.mappings.length;
  const parts: string[] = [];
  if (fds.length > 0) parts.push(`${fds.length} descriptors (${fds.slice(0, 4).join(", ")})`);
  if (extraMappings > 0) parts.push(`${extraMappings} mappings of ${now.mappings.at(-1)}`);
  return parts.length > 0 ? parts.join(" and ") : undefined;
}
