/** Mutant: it goes to sleep a turn after it looked. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override room(): Promise<void> {
    if (this.isClosed || this.admits(this.refusedLength)) return Promise.resolve();
    return new Promise((resolve) => setTimeout(() => this.roomWaiters.push(resolve), 0));
  }
}

export const sleepsWithoutLookingAgain = queueMutant({
  name: "sleeps_without_looking_again",
  bug: "looks, lets others run, and sleeps without looking again",
  open: (input, traits) => new Broken(input, traits),
});
