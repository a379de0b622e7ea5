/** Mutant: its close wakes no consumer. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override wakeFilled(): void {
    if (!this.isClosed) super.wakeFilled();
  }
}

export const closeForgetsTheConsumer = queueMutant({
  name: "close_forgets_the_consumer",
  bug: "leaves the consumer asleep at its close",
  open: (input, traits) => new Broken(input, traits),
});
