/** Mutant: an end without a take ends the message in front. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override done(): void {
    const item = this.held === undefined ? this.items.shift() : undefined;
    if (item === undefined) super.done();
    else this.pool.release(item.buffer);
  }
}

export const doneNeedsNoTake = queueMutant({
  name: "done_needs_no_take",
  bug: "drops the oldest message at an end without a take",
  open: (input, traits) => new Broken(input, traits),
});
