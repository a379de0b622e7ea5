/** Mutant: its copies are counted twice. @module */
import { type Item, PlainQueue, pooledTraits } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override put({ buffer, length }: Item): void {
    const copy = this.pool.acquire(length);
    this.pool.copyIn(this.pool.offset(copy), this.bytes, this.pool.offset(buffer), length);
    this.copies.addCopy(length);
    this.copies.addCopy(length);
    this.pool.release(buffer);
    super.put({ buffer: copy, length });
  }
}

export const copiesAreCountedTwice = queueMutant({
  name: "copies_are_counted_twice",
  bug: "counts each copy twice",
  traits: { ...pooledTraits, copiesPerMessage: 1 },
  open: (input, traits) => new Broken(input, traits),
});
