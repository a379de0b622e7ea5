/** Mutant: an empty queue is at its end. @module */
import { ENDED, NOTHING, type QueueOutcome } from "../../../lib/mux/queue/contract.ts";
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override take(): QueueOutcome {
    const outcome = super.take();
    return outcome === NOTHING ? ENDED : outcome;
  }
}

export const nothingIsTheEnd = queueMutant({
  name: "nothing_is_the_end",
  bug: "says ENDED while it is empty and open",
  open: (input, traits) => new Broken(input, traits),
});
