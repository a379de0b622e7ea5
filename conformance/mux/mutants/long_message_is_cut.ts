/** Mutant: a place has an end. @module */
import { type Item, PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

const PLACE_BYTES = 64 * 1024;

class Broken extends PlainQueue {
  protected override put({ buffer, length }: Item): void {
    super.put({ buffer, length: Math.min(length, PLACE_BYTES) });
  }
}

export const longMessageIsCut = queueMutant({
  name: "long_message_is_cut",
  bug: "cuts messages at 64 KiB",
  open: (input, traits) => new Broken(input, traits),
});
