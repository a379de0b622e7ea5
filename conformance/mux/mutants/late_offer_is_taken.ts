/** Mutant: a closed queue goes on taking messages. @module */
import { ACCEPTED, type QueueOutcome } from "../../../lib/mux/queue/contract.ts";
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override dropLate(buffer: number): QueueOutcome {
    this.put({ buffer, length: 1 });
    return ACCEPTED;
  }
}

export const lateOfferIsTaken = queueMutant({
  name: "late_offer_is_taken",
  bug: "takes messages after its close",
  open: (input, traits) => new Broken(input, traits),
});
