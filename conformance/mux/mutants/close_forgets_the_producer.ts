/** Mutant: its close wakes no producer. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override wakeRoom(): void {
    if (!this.isClosed) super.wakeRoom();
  }
}

export const closeForgetsTheProducer = queueMutant({
  name: "close_forgets_the_producer",
  bug: "leaves producers asleep at its close",
  open: (input, traits) => new Broken(input, traits),
});
