/** Mutant: counters are subtracted as they are. @module */
import { COUNTER_END, type QueueInput, type QueueTraits } from "../../../lib/mux/queue/contract.ts";
import { type Item, PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  #head: number;
  #tail: number;

  constructor(input: QueueInput, traits: QueueTraits) {
    super(input, traits);
    this.#head = input.firstCount ?? 0;
    this.#tail = this.#head;
  }

  override get depth(): number {
    return this.#tail - this.#head;
  }

  protected override admits(): boolean {
    return this.depth < this.capacity;
  }

  protected override put(item: Item): void {
    super.put(item);
    this.#tail = (this.#tail + 1) % COUNTER_END;
  }

  protected override shift(): Item | undefined {
    const item = super.shift();
    if (item !== undefined) this.#head = (this.#head + 1) % COUNTER_END;
    return item;
  }
}

export const depthIsNegativeAtWrap = queueMutant({
  name: "depth_is_negative_at_wrap",
  bug: "has a negative depth while its counters wrap",
  open: (input, traits) => new Broken(input, traits),
});
