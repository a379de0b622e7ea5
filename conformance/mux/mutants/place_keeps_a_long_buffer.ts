/** Mutant: a place keeps the longest buffer for ever. @module */
import { NotHeld } from "../../../lib/mux/errors.ts";
import { type Item, PlainQueue, twoStepTraits } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  readonly #places: number[] = [];
  #count = 0;

  protected override put({ buffer, length }: Item): void {
    const place = this.#count++ % this.capacity;
    const own = this.#reserve(place, length);
    this.pool.copyIn(this.pool.offset(own), this.bytes, this.pool.offset(buffer), length);
    this.copies.addCopy(length);
    this.pool.release(buffer);
    super.put({ buffer: own, length });
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
    for (const buffer of this.#places.splice(0)) this.pool.release(buffer);
  }

  #reserve(place: number, length: number): number {
    const old = this.#places[place];
    if (old !== undefined && this.pool.capacity(old) >= length) return old;
    const own = this.pool.acquire(length);
    if (old !== undefined) this.pool.release(old);
    this.#places[place] = own;
    return own;
  }
}

export const placeKeepsALongBuffer = queueMutant({
  name: "place_keeps_a_long_buffer",
  bug: "keeps for each place the longest buffer that it ever needed",
  traits: { ...twoStepTraits, copiesPerMessage: 1 },
  open: (input, traits) => new Broken(input, traits),
});
