/** Mutant: places are counted by remainder of a counter that wraps. @module */
import { COUNTER_END, type QueueInput, type QueueTraits } from "../../../lib/mux/queue/contract.ts";
import { type Item, PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  readonly #places: Item[] = [];
  #head: number;
  #tail: number;

  constructor(input: QueueInput, traits: QueueTraits) {
    super(input, traits);
    this.#head = input.firstCount ?? 0;
    this.#tail = this.#head;
  }

  protected override put(item: Item): void {
    super.put(item);
    this.#places[this.#tail % this.capacity] = item;
    this.#tail = (this.#tail + 1) % COUNTER_END;
  }

  protected override shift(): Item | undefined {
    if (super.shift() === undefined) return undefined;
    const item = this.#places[this.#head % this.capacity];
    this.#head = (this.#head + 1) % COUNTER_END;
    return item;
  }
}

export const placesByRemainder = queueMutant({
  name: "places_by_remainder",
  bug: "gives a place out twice where its counter wraps",
  open: (input, traits) => new Broken(input, traits),
});
