/** Mutant: a buffer is free from its take on. @module */
import { NotHeld } from "../../../lib/mux/errors.ts";
import { type Item, PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override hold(item: Item): void {
    super.hold(item);
    this.pool.release(item.buffer);
  }

  override done(): void {
    if (this.held === undefined) throw new NotHeld("Cannot end a hold: nothing is held");
    this.held = undefined;
    this.wakeRoom();
    if (this.isClosed) this.wakeClosed();
  }
}

export const bufferGoesBackAtTake = queueMutant({
  name: "buffer_goes_back_at_take",
  bug: "releases the buffer at the take, not at the end of the hold",
  open: (input, traits) => new Broken(input, traits),
});
