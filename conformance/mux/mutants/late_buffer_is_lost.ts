/** Mutant: what it drops it keeps. @module */
import { DROPPED, type QueueOutcome } from "../../../lib/mux/queue/contract.ts";
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override dropLate(): QueueOutcome {
    this.ledger.dropped++;
    return DROPPED;
  }
}

export const lateBufferIsLost = queueMutant({
  name: "late_buffer_is_lost",
  bug: "keeps the buffer of a message offered after the close",
  open: (input, traits) => new Broken(input, traits),
});
