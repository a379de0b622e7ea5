/** Mutant: a message of no bytes is no message. @module */
import { NOTHING, type QueueOutcome, TAKEN } from "../../../lib/mux/queue/contract.ts";
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override take(): QueueOutcome {
    const outcome = super.take();
    if (outcome !== TAKEN || this.length > 0) return outcome;
    this.done();
    return NOTHING;
  }
}

export const emptyMessageIsNothing = queueMutant({
  name: "empty_message_is_nothing",
  bug: "says NOTHING at a message of length 0",
  open: (input, traits) => new Broken(input, traits),
});
