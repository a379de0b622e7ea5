/** Mutant: it is a stack. @module */
import { type Item, PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override shift(): Item | undefined {
    return this.items.pop();
  }
}

export const newestComesFirst = queueMutant({
  name: "newest_comes_first",
  bug: "takes the newest message first",
  open: (input, traits) => new Broken(input, traits),
});
