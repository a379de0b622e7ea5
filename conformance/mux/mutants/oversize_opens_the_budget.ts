/** Mutant: a message above the budget does not count. @module */
import { budgetTraits, PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override charge(length: number): number {
    return length > this.budgetBytes ? 0 : super.charge(length);
  }
}

export const oversizeOpensTheBudget = queueMutant({
  name: "oversize_opens_the_budget",
  bug: "takes more behind a message above its budget",
  traits: budgetTraits,
  open: (input, traits) => new Broken(input, traits),
});
