/** Mutant: its end comes once. @module */
import { NOTHING, type QueueOutcome } from "../../../lib/mux/queue/contract.ts";
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  #isTold = false;

  protected override end(): QueueOutcome {
    if (this.#isTold) return NOTHING;
    this.#isTold = true;
    return super.end();
  }
}

export const endIsToldOnce = queueMutant({
  name: "end_is_told_once",
  bug: "says ENDED once, and NOTHING from then on",
  open: (input, traits) => new Broken(input, traits),
});
