/** Mutant: it compares by less or equal. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override admits(): boolean {
    return this.items.length <= this.capacity;
  }
}

export const takesOneTooMany = queueMutant({
  name: "takes_one_too_many",
  bug: "takes one message more than it was opened for",
  open: (input, traits) => new Broken(input, traits),
});
