/** Mutant: its disposal forgets what is held. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override [Symbol.dispose](): void {
    this.held = undefined;
    super[Symbol.dispose]();
  }
}

export const heldIsLeftBehind = queueMutant({
  name: "held_is_left_behind",
  bug: "never releases what is held at its disposal",
  open: (input, traits) => new Broken(input, traits),
});
