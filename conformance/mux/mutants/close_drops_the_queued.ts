/** Mutant: its close empties it. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override close(reason: unknown): void {
    super.close(reason);
    for (const { buffer } of this.items.splice(0)) this.pool.release(buffer);
  }
}

export const closeDropsTheQueued = queueMutant({
  name: "close_drops_the_queued",
  bug: "throws away at its close what is queued",
  open: (input, traits) => new Broken(input, traits),
});
