/** Mutant: its depth counts the message held. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override get depth(): number {
    return this.items.length + (this.held === undefined ? 0 : 1);
  }
}

export const holdSurvivesInTheDepth = queueMutant({
  name: "hold_survives_in_the_depth",
  bug: "counts the held message as queued",
  open: (input, traits) => new Broken(input, traits),
});
