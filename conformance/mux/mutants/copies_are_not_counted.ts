/** Mutant: its copies are not counted. @module */
import { type Item, PlainQueue, pooledTraits } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override put({ buffer, length }: Item): void {
    const copy = this.pool.acquire(length);
    this.pool.copyIn(this.pool.offset(copy), this.bytes, this.pool.offset(buffer), length);
    this.pool.release(buffer);
    super.put({ buffer: copy, length });
  }
}

export const copiesAreNotCounted = queueMutant({
  name: "copies_are_not_counted",
  bug: "copies as declared, and counts nothing",
  traits: { ...pooledTraits, copiesPerMessage: 1 },
  open: (input, traits) => new Broken(input, traits),
});
