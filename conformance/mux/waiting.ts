/** Waits on what comes through the kernel: as long as things move, and not for ever. @module */
import { Broken } from "../rule.ts";

/** How long nothing may move, and how often that is looked at: both, as a host may be busy. */
const STALL_MS = 400;
const LOOKS = 40;

/** What is waited for. */
export interface Wait {
  /** In words: `the message comes`. */
  readonly what: string;
  /** A number that changes while things move. @default {none: nothing is seen to move} */
  readonly progress?: () => number;
}

/** Goes on once `isTrue`. @throws {Broken} when it does not come about. */
export async function mustBecome(isTrue: () => boolean, wait: Wait | string): Promise<void> {
  const { what, progress = () => 0 } = typeof wait === "string" ? { what: wait } : wait;
  let last = progress();
  let sinceMs = performance.now();
  for (let looks = 0; !isTrue(); looks++) {
    if (progress() !== last) {
      last = progress();
      sinceMs = performance.now();
      looks = 0;
    }
    if (looks > LOOKS && performance.now() - sinceMs > STALL_MS) {
      throw new Broken(what, `it does not within ${STALL_MS} ms in which nothing moves`);
    }
    await new Promise((resolve) => setTimeout(resolve, looks < 20 ? 0 : 4));
  }
}

/** Goes on with what a promise resolves with; throws what it rejects with. */
export async function mustCome<T>(promise: Promise<T>, wait: Wait | string): Promise<T> {
  let isSettled = false;
  const settle = () => void (isSettled = true);
  promise.then(settle, settle);
  await mustBecome(() => isSettled, wait);
  return await promise;
}

/** Goes on with what a promise rejects with. @throws {Broken} when it resolves, or does neither. */
export async function mustReject(promise: Promise<unknown>, what: string): Promise<unknown> {
  const outcome = promise.then((value) => ({ value }), (error: unknown) => ({ error }));
  const settled = await mustCome(outcome, `${what}: settles`);
  if ("error" in settled) return settled.error;
  throw new Broken(`${what}: rejects`, "it resolves");
}

/** Goes on with what a call throws, or its promise rejects with. */
export async function mustRefuse(
  call: () => undefined | Promise<unknown>,
  what: string,
): Promise<unknown> {
  let promise: undefined | Promise<unknown>;
  try {
    promise = call();
  } catch (error) {
    return error;
  }
  if (promise !== undefined) return await mustReject(promise, what);
  throw new Broken(`${what}: is refused`, "it is taken");
}
