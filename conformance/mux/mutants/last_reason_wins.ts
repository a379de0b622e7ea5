/** Mutant: each close has its reason. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override close(reason: unknown): void {
    super.close(reason);
    this.reason = reason;
  }
}

export const lastReasonWins = queueMutant({
  name: "last_reason_wins",
  bug: "takes the reason of the last close",
  open: (input, traits) => new Broken(input, traits),
});
