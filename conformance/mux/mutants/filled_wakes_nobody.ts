/** Mutant: an offer wakes nobody. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override wakeFilled(): void {
    if (this.isClosed) super.wakeFilled();
  }
}

export const filledWakesNobody = queueMutant({
  name: "filled_wakes_nobody",
  bug: "wakes no consumer when a message is there",
  open: (input, traits) => new Broken(input, traits),
});
