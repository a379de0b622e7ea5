/** Mutant: its close waits for a message that is the consumer's own. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override closeMustWait(): boolean {
    return this.held !== undefined;
  }
}

export const closeWaitsUnasked = queueMutant({
  name: "close_waits_unasked",
  bug: "waits at its close for a message that it handed over for good",
  open: (input, traits) => new Broken(input, traits),
});
