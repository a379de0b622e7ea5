/** Mutant: a message overtakes the one before it. @module */
import { type Item, PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override put(item: Item): void {
    const before = Math.max(this.items.length - 1, 1);
    this.items.splice(before, 0, item);
  }
}

export const twoChangePlaces = queueMutant({
  name: "two_change_places",
  bug: "puts a message before the last one where there are two",
  open: (input, traits) => new Broken(input, traits),
});
