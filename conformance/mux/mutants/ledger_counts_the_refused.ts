/** Mutant: a refused message counts as accepted. @module */
import type { QueueOutcome } from "../../../lib/mux/queue/contract.ts";
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override refuse(buffer: number, length: number): QueueOutcome {
    this.ledger.accepted++;
    return super.refuse(buffer, length);
  }
}

export const ledgerCountsTheRefused = queueMutant({
  name: "ledger_counts_the_refused",
  bug: "books messages that it refused",
  open: (input, traits) => new Broken(input, traits),
});
