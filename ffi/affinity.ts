/** Which CPUs a thread may run on. @module */
import { ERRNO, SysError } from "./errno.ts";
import { checked } from "./libc.ts";

/** Room for 8192 CPUs: the kernel refuses a mask smaller than its own, and takes a larger one. */
const MASK_BYTES = 1024;

/** Whose affinity. */
export interface ThreadOptions {
  /** The kernel's thread id; 0 is the calling thread. @default {0} */
  readonly threadId?: number;
}

/**
 * Lets a thread run on `cpus` only. Threads inherit it from the one that makes them, so those
 * that V8 and Deno have made before stay where they are: see {@linkcode pinProcess}.
 *
 * @throws {SysError} EINVAL when none of `cpus` exists or is allowed, ESRCH.
 */
export function setAffinity(cpus: readonly number[], options: ThreadOptions = {}): void {
  const mask = new Uint8Array(MASK_BYTES);
  for (const cpu of cpus) {
    if (!Number.isInteger(cpu) || cpu < 0 || cpu >= MASK_BYTES * 8) {
      throw new RangeError(`Cannot run on CPU ${cpu}: CPUs are numbered from 0`);
    }
    mask[cpu >> 3]! |= 1 << (cpu & 7);
  }
  const { threadId = 0 } = options;
  checked(
    "sched_setaffinity",
    (c) => c.sched_setaffinity(threadId, BigInt(MASK_BYTES), mask),
  );
}

/** The CPUs that a thread may run on, in order. @throws {SysError} ESRCH. */
export function getAffinity(options: ThreadOptions = {}): number[] {
  const mask = new Uint8Array(MASK_BYTES);
  const { threadId = 0 } = options;
  checked(
    "sched_getaffinity",
    (c) => c.sched_getaffinity(threadId, BigInt(MASK_BYTES), mask),
  );
  const cpus: number[] = [];
  for (let cpu = 0; cpu < MASK_BYTES * 8; cpu++) {
    if (mask[cpu >> 3]! & (1 << (cpu & 7))) cpus.push(cpu);
  }
  return cpus;
}

/** Keeps the calling thread, and those it will make, on one CPU. @throws {SysError} EINVAL. */
export function pinThread(cpu: number): void {
  setAffinity([cpu]);
}

/**
 * Keeps every thread of a process on one CPU, the helpers of V8 and Deno too. Looks again until
 * it finds no new thread, because one may appear meanwhile.
 *
 * @throws {SysError} EINVAL when the CPU does not exist or is not allowed.
 */
export function pinProcess(cpu: number, options: { readonly processId?: number } = {}): void {
  const directory = `/proc/${options.processId ?? "self"}/task`;
  const pinned = new Set<number>();
  for (let found = -1; found !== pinned.size;) {
    found = pinned.size;
    for (const { name } of Deno.readDirSync(directory)) {
      const threadId = Number(name);
      if (pinned.has(threadId)) continue;
      pinned.add(threadId);
      try {
        setAffinity([cpu], { threadId });
      } catch (error) {
        // the thread has ended since the listing
        if (!(error instanceof SysError) || error.errno !== ERRNO.ESRCH) throw error;
      }
    }
  }
}
