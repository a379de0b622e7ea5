/** Mutant: its consumer never waits. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override filled(): Promise<void> {
    return Promise.resolve();
  }
}

export const filledOfAnEmptyQueue = queueMutant({
  name: "filled_of_an_empty_queue",
  bug: "lets the consumer of an empty queue go round and round",
  open: (input, traits) => new Broken(input, traits),
});
