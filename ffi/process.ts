/** Processes and threads: their ids, signals, and a child that never outlives its parent. @module */
import { checked, libc } from "./libc.ts";

/** sys/prctl.h */
export const PR_SET_PDEATHSIG = 1;
export const PR_SET_TIMERSLACK = 29;
/** signal.h */
export const SIGINT = 2;
export const SIGKILL = 9;
export const SIGTERM = 15;
export const SIGSTOP = 19;

/**
 * Makes the kernel kill this process when its parent ends, however that ends; first thing to call
 * in a child. A parent that ended before the call is noticed by its id, which the parent hands
 * over, and then the process kills itself here.
 *
 * The signal follows the parent's *thread*: spawn from a thread that lives as long as the child
 * shall, in practice the main thread (PR_SET_PDEATHSIG(2const)).
 *
 * @throws {SysError} from prctl(2).
 */
export function dieWithParent(expectedParentId: number): void {
  checked("prctl", (c) => c.prctl(PR_SET_PDEATHSIG, BigInt(SIGKILL), 0n, 0n, 0n));
  // only now: a parent that ends from here on sends the signal
  if (parentId() !== expectedParentId) kill(processId(), SIGKILL);
}

/**
 * How much later than asked a sleep of the calling thread may end, so that the kernel can bundle
 * wake-ups; 50 µs unless set. 0 is the default again, 1 the least.
 *
 * @throws {SysError} from prctl(2).
 */
export function setTimerSlackNs(slackNs: number): void {
  checked("prctl", (c) => c.prctl(PR_SET_TIMERSLACK, BigInt(slackNs), 0n, 0n, 0n));
}

/** The id of this process. */
export function processId(): number {
  return libc().getpid();
}

/** The id of this process's parent; that of a reaper once the parent has ended. */
export function parentId(): number {
  return libc().getppid();
}

/** The kernel's id of the calling thread: equal to the process id on the main thread only. */
export function threadId(): number {
  return libc().gettid();
}

/**
 * Sends a signal; 0 only asks whether the process is there.
 *
 * @throws {SysError} ESRCH when there is no such process, EPERM when it is not ours.
 */
export function kill(targetId: number, signal: number): void {
  if (!Number.isSafeInteger(targetId) || targetId <= 0) {
    throw new RangeError(`Cannot signal process ${targetId}: ids are positive`);
  }
  checked("kill", (c) => c.kill(targetId, signal));
}
