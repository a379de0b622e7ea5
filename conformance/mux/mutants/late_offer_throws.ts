/** Mutant: an offer after the close is an error. @module */
import type { QueueOutcome } from "../../../lib/mux/queue/contract.ts";
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override dropLate(buffer: number): QueueOutcome {
    this.pool.release(buffer);
    throw new Error("Cannot offer: the queue is closed");
  }
}

export const lateOfferThrows = queueMutant({
  name: "late_offer_throws",
  bug: "throws at an offer after its close",
  open: (input, traits) => new Broken(input, traits),
});
