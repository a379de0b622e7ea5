/** Mutant: a second disposal releases again. @module */
import { type Item, PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  #queued: readonly Item[] = [];

  override [Symbol.dispose](): void {
    for (const { buffer } of this.#queued) this.pool.release(buffer);
    this.#queued = [...this.items];
    super[Symbol.dispose]();
  }
}

export const disposalReleasesTwice = queueMutant({
  name: "disposal_releases_twice",
  bug: "releases what was queued with every disposal",
  open: (input, traits) => new Broken(input, traits),
});
