/** Mutant: an offer moves the message held. @module */
import { type Item, PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override put(item: Item): void {
    super.put(item);
    if (this.held !== undefined) this.offset = this.pool.offset(item.buffer);
  }
}

export const holdMovesOn = queueMutant({
  name: "hold_moves_on",
  bug: "points the held message at the one offered last",
  open: (input, traits) => new Broken(input, traits),
});
