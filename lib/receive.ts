/** Reading with a deadline: the blocking form of a cursor's `next`. @module */
import { EMPTY, type Outcome, READY } from "./outcome.ts";
import type { CursorSource } from "./source.ts";

/**
 * The next payload, waited for. Returns DATA, DISCARDED (where they show), DEADLINE, FLUSHED, END
 * or CLOSED. What is there goes first: a deadline in the past still hands out what is ready.
 */
export function receive(source: CursorSource, timeoutMs: number): Outcome {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const outcome = source.next();
    if (outcome !== EMPTY) return outcome;
    // READY may mean a discarded record only: `next` passes over it and we wait for the rest.
    const woken = source.wait(endMs - performance.now());
    if (woken !== READY) return woken;
  }
}
