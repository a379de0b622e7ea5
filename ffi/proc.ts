/** What /proc tells of a process: memory, mappings, and what its threads are doing. @module */

/** Which process. */
export interface ProcessOptions {
  /** @default {"self"} */
  readonly processId?: number | "self";
}

const KIB = 1024;

/** Peak resident memory (VmHWM) of a process in bytes: shared pages, and a ring's, count too. */
export function peakResidentBytes(options: ProcessOptions = {}): number {
  return parseKib(readProc("status", options), "VmHWM");
}

/** Memory in bytes that no file stands behind, from smaps_rollup: heaps, stacks, buffers. */
export function anonymousBytes(options: ProcessOptions = {}): number {
  return parseKib(readProc("smaps_rollup", options), "Anonymous");
}

/** Caches of files and directories, which come and go with what anybody on the host reads. */
const FILE_CACHES = /inode|dentry|radix_tree_node|buffer_head/;

/**
 * Memory in bytes of the kernel's own objects, of the whole host, those of files left out: objects
 * in use by /proc/slabinfo, which only root may read; for others whole slabs (SUnreclaim).
 */
export function kernelObjectBytes(): number {
  try {
    return parseSlabs(Deno.readTextFileSync("/proc/slabinfo"));
  } catch (error) {
    if (!isDenied(error) && !(error instanceof Deno.errors.NotFound)) throw error;
    return parseKib(Deno.readTextFileSync("/proc/meminfo"), "SUnreclaim");
  }
}

/** Adds up the objects in use, by number and size, in the text of /proc/slabinfo (slabinfo(5)). */
export function parseSlabs(text: string): number {
  let sumBytes = 0;
  for (const [, name, count, , sizeBytes] of text.matchAll(/^(\S+) +(\d+) +(\d+) +(\d+) /gm)) {
    if (!FILE_CACHES.test(name!)) sumBytes += Number(count) * Number(sizeBytes);
  }
  return sumBytes;
}

/**
 * The value of a `Name:   123 kB` line in bytes.
 *
 * @throws {SyntaxError} when there is no such line.
 */
export function parseKib(text: string, name: string): number {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text);
  if (!found) throw new SyntaxError(`Cannot find ${name} in kB: the text has no such line`);
  return Number(found[1]) * KIB;
}

/** One mapping of a process, as /proc/PID/maps shows it. */
export interface Mapping {
  readonly startAddress: bigint;
  readonly sizeBytes: number;
  /** `rw-s`: read, write, execute, shared or private. */
  readonly permissions: string;
  /** Path, `anon_inode:bpf-map`, `/memfd:name (deleted)`; empty for anonymous memory. */
  readonly target: string;
}

/** Reads the text of /proc/PID/maps. */
export function parseMappings(text: string): Mapping[] {
  const line = /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) [0-9a-f]+ \S+ \d+ *(.*)$/gm;
  return [...text.matchAll(line)].map(([, start, end, permissions, target]) => {
    const startAddress = BigInt(`0x${start}`);
    return {
      startAddress,
      sizeBytes: Number(BigInt(`0x${end}`) - startAddress),
      permissions: permissions!,
      target: target!,
    };
  });
}

/** The mappings whose target matches: `/bpf-map/` for BPF maps. */
export function mappingsOf(pattern: RegExp, options: ProcessOptions = {}): Mapping[] {
  return parseMappings(readProc("maps", options)).filter(({ target }) => pattern.test(target));
}

/** The ids of a process's threads, in order. */
export function threadIds(options: ProcessOptions = {}): number[] {
  const directory = `/proc/${options.processId ?? "self"}/task`;
  return [...Deno.readDirSync(directory)].map(({ name }) => Number(name)).sort((a, b) => a - b);
}

/**
 * How long the calling thread could have run so far while others had the CPU, in nanoseconds, from
 * schedstat; 0 from a kernel that does not tell.
 */
export function threadQueuedNs(): number {
  try {
    return Number(Deno.readTextFileSync("/proc/thread-self/schedstat").split(" ")[1]);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

/** The same of all threads that a process has now, together; 0 for one that has ended. */
export function processQueuedNs(options: ProcessOptions = {}): number {
  let sumNs = 0;
  try {
    for (const thread of threadIds(options)) sumNs += queuedNs(thread, options);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  return sumNs;
}

function queuedNs(thread: number, options: ProcessOptions): number {
  try {
    return Number(readProc(`task/${thread}/schedstat`, options).split(" ")[1]);
  } catch (error) {
    if (isGone(error)) return 0; // it ended between the list and the look
    throw error;
  }
}

/** What a thread is doing. */
export interface ThreadState {
  /** R runs, S sleeps, D waits for a disk, T is stopped, Z has ended (proc_pid_status(5)). */
  readonly state: string;
  /** The number of the system call it is blocked in; null while it runs, or where not permitted. */
  readonly syscall: number | null;
  readonly voluntarySwitches: number;
  readonly involuntarySwitches: number;
}

/**
 * Looks at a thread, of another process too, without disturbing it; null when it has ended. Two
 * looks that show S, the same call and the same switches mean that it was blocked in between.
 */
export function threadState(
  threadId: number,
  options: ProcessOptions = {},
): ThreadState | null {
  try {
    const status = readProc(`task/${threadId}/status`, options);
    return { ...parseThreadStatus(status), syscall: readSyscall(threadId, options) };
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** Whether a process has ended: it is gone, or a zombie that nobody has waited for yet. */
export function hasEnded(processId: number): boolean {
  try {
    const stat = readProc("stat", { processId });
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch (error) {
    if (isGone(error)) return true;
    throw error;
  }
}

/** Reads the text of /proc/PID/task/TID/status. */
export function parseThreadStatus(text: string): Omit<ThreadState, "syscall"> {
  return {
    state: /^State:\s+(\S)/m.exec(text)?.[1] ?? "?",
    voluntarySwitches: Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(text)?.[1] ?? 0),
    involuntarySwitches: Number(/^nonvoluntary_ctxt_switches:\s+(\d+)/m.exec(text)?.[1] ?? 0),
  };
}

/** `232 0x3 …` in a call, `-1 …` blocked outside of one, `running` otherwise. */
function readSyscall(threadId: number, options: ProcessOptions): number | null {
  try {
    const number = Number.parseInt(readProc(`task/${threadId}/syscall`, options));
    return number >= 0 ? number : null; // NaN is not
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isGone(error) || isDenied(error)) return null;
    throw error;
  }
}

function readProc(file: string, options: ProcessOptions): string {
  return Deno.readTextFileSync(`/proc/${options.processId ?? "self"}/${file}`);
}

/** What ends between open and read gives ESRCH, which has no class of its own. */
function isGone(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    error instanceof Error && /os error 3\b/.test(error.message);
}

function isDenied(error: unknown): boolean {
  return error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable;
}
