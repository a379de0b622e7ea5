/** Mutant: a take frees the place of the message held. @module */
import { PlainQueue, twoStepTraits } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override admits(): boolean {
    return this.items.length < this.capacity;
  }
}

export const heldPlaceIsGivenAway = queueMutant({
  name: "held_place_is_given_away",
  bug: "takes another message while the held one has its place",
  traits: twoStepTraits,
  open: (input, traits) => new Broken(input, traits),
});
