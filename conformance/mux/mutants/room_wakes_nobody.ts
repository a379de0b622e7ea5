/** Mutant: a freed place wakes nobody. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override wakeRoom(): void {
    if (this.isClosed) super.wakeRoom();
  }
}

export const roomWakesNobody = queueMutant({
  name: "room_wakes_nobody",
  bug: "wakes no producer when a place is free",
  open: (input, traits) => new Broken(input, traits),
});
