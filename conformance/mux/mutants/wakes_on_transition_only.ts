/** Mutant: it wakes one, and only when it was full before. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override wakeRoom(): void {
    if (this.isClosed) super.wakeRoom();
    else if (this.held !== undefined && this.items.length + 1 === this.capacity) {
      this.roomWaiters.shift()?.();
    }
  }
}

export const wakesOnTransitionOnly = queueMutant({
  name: "wakes_on_transition_only",
  bug: "wakes one producer, and only at the step from full to not full",
  open: (input, traits) => new Broken(input, traits),
});
