/** Mutant: a place is as long as its longest message. @module */
import { type Item, PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  readonly #lengths: number[] = [];
  #count = 0;

  protected override put(item: Item): void {
    const place = this.#count++ % this.capacity;
    const length = Math.max(item.length, this.#lengths[place] ?? 0);
    this.#lengths[place] = length;
    super.put({ ...item, length });
  }
}

export const placeKeepsItsLength = queueMutant({
  name: "place_keeps_its_length",
  bug: "shows a message as long as the longest one that its place ever had",
  open: (input, traits) => new Broken(input, traits),
});
