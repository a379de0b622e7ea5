/** Mutant: messages without bytes cost nothing. @module */
import { budgetTraits, PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override charge(length: number): number {
    return length;
  }
}

export const emptyMessagesAreFree = queueMutant({
  name: "empty_messages_are_free",
  bug: "takes messages of no bytes without end",
  traits: budgetTraits,
  open: (input, traits) => new Broken(input, traits),
});
