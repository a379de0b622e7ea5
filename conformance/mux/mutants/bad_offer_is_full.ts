/** Mutant: an impossible offer is refused as if it could work later. @module */
import { FULL, type QueueOutcome } from "../../../lib/mux/queue/contract.ts";
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override offer(buffer: number, length: number): QueueOutcome {
    try {
      return super.offer(buffer, length);
    } catch {
      return FULL;
    }
  }
}

export const badOfferIsFull = queueMutant({
  name: "bad_offer_is_full",
  bug: "says FULL to a message longer than its buffer",
  open: (input, traits) => new Broken(input, traits),
});
