/** Mutant: the end of no hold is no error. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override done(): void {
    if (this.held !== undefined) super.done();
  }
}

export const doneTwiceIsFine = queueMutant({
  name: "done_twice_is_fine",
  bug: "says nothing when a hold ends twice",
  open: (input, traits) => new Broken(input, traits),
});
