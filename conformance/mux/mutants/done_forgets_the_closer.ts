/** Mutant: the end of a hold does not wake the closer. @module */
import { PlainQueue, twoStepTraits } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override done(): void {
    const closers = this.closedWaiters;
    this.closedWaiters = [];
    super.done();
    this.closedWaiters = closers;
  }
}

export const doneForgetsTheCloser = queueMutant({
  name: "done_forgets_the_closer",
  bug: "leaves a closer asleep when the hold ends",
  traits: twoStepTraits,
  open: (input, traits) => new Broken(input, traits),
});
