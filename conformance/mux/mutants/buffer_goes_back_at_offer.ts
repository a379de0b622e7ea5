/** Mutant: it means to copy, and does not. @module */
import { NotHeld } from "../../../lib/mux/errors.ts";
import { type Item, PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override put(item: Item): void {
    super.put(item);
    this.pool.release(item.buffer);
  }

  override done(): void {
    if (this.held === undefined) throw new NotHeld("Cannot end a hold: nothing is held");
    this.held = undefined;
    this.wakeRoom();
    if (this.isClosed) this.wakeClosed();
  }

  override [Symbol.dispose](): void {
    this.items.length = 0;
    super[Symbol.dispose]();
  }
}

export const bufferGoesBackAtOffer = queueMutant({
  name: "buffer_goes_back_at_offer",
  bug: "releases the buffer at the offer, as if it had copied the message",
  open: (input, traits) => new Broken(input, traits),
});
