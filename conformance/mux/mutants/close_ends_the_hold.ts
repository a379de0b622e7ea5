/** Mutant: its close takes the held message away. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override close(reason: unknown): void {
    if (this.held !== undefined) this.done();
    super.close(reason);
  }
}

export const closeEndsTheHold = queueMutant({
  name: "close_ends_the_hold",
  bug: "releases the held message at its close",
  open: (input, traits) => new Broken(input, traits),
});
