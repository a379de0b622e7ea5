/** Mutant: it copies, and says that it does not. @module */
import { type Item, PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override put({ buffer, length }: Item): void {
    const copy = this.pool.acquire(length);
    this.pool.copyIn(this.pool.offset(copy), this.bytes, this.pool.offset(buffer), length);
    this.pool.release(buffer);
    super.put({ buffer: copy, length });
  }
}

export const copiesInSecret = queueMutant({
  name: "copies_in_secret",
  bug: "copies each message though it declares not to",
  open: (input, traits) => new Broken(input, traits),
});
