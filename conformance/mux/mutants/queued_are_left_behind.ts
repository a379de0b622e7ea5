/** Mutant: its disposal forgets what is queued. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override [Symbol.dispose](): void {
    this.items.length = 0;
    super[Symbol.dispose]();
  }
}

export const queuedAreLeftBehind = queueMutant({
  name: "queued_are_left_behind",
  bug: "never releases what is queued at its disposal",
  open: (input, traits) => new Broken(input, traits),
});
