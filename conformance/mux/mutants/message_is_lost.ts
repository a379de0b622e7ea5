/** Mutant: now and then a message gets lost. @module */
import { type Item, PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  #count = 0;

  protected override put(item: Item): void {
    if (++this.#count % 7 === 0) this.pool.release(item.buffer);
    else super.put(item);
  }
}

export const messageIsLost = queueMutant({
  name: "message_is_lost",
  bug: "loses every seventh message, buffer released",
  open: (input, traits) => new Broken(input, traits),
});
