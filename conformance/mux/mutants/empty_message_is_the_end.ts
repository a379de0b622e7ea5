/** Mutant: a message of no bytes is the end. @module */
import { ENDED, type QueueOutcome, TAKEN } from "../../../lib/mux/queue/contract.ts";
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override take(): QueueOutcome {
    const outcome = super.take();
    if (outcome !== TAKEN || this.length > 0) return outcome;
    this.done();
    return ENDED;
  }
}

export const emptyMessageIsTheEnd = queueMutant({
  name: "empty_message_is_the_end",
  bug: "says ENDED at a message of length 0",
  open: (input, traits) => new Broken(input, traits),
});
