/** Mutant: its close does not wait for the message held. @module */
import { PlainQueue, twoStepTraits } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override closeMustWait(): boolean {
    return false;
  }
}

export const closeDoesNotWait = queueMutant({
  name: "close_does_not_wait",
  bug: "calls itself closed while a message is held",
  traits: twoStepTraits,
  open: (input, traits) => new Broken(input, traits),
});
