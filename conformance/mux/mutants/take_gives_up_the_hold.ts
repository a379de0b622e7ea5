/** Mutant: a take during a hold ends it. @module */
import type { QueueOutcome } from "../../../lib/mux/queue/contract.ts";
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override take(): QueueOutcome {
    if (this.held !== undefined) this.done();
    return super.take();
  }
}

export const takeGivesUpTheHold = queueMutant({
  name: "take_gives_up_the_hold",
  bug: "gives up the held message at another take",
  open: (input, traits) => new Broken(input, traits),
});
