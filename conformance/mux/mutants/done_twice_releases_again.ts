/** Mutant: the end of a hold can be had again. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  #last = -1;

  override done(): void {
    if (this.held === undefined) {
      this.pool.release(this.#last);
      return;
    }
    this.#last = this.held.buffer;
    super.done();
  }
}

export const doneTwiceReleasesAgain = queueMutant({
  name: "done_twice_releases_again",
  bug: "releases the last buffer again when a hold ends twice",
  open: (input, traits) => new Broken(input, traits),
});
