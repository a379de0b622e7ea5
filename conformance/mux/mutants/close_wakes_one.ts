/** Mutant: its close wakes one of each kind. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override wakeRoom(): void {
    if (this.isClosed) this.roomWaiters.shift()?.();
    else super.wakeRoom();
  }

  protected override wakeFilled(): void {
    if (this.isClosed) this.filledWaiters.shift()?.();
    else super.wakeFilled();
  }
}

export const closeWakesOne = queueMutant({
  name: "close_wakes_one",
  bug: "wakes one producer and one wait for a message at its close",
  open: (input, traits) => new Broken(input, traits),
});
