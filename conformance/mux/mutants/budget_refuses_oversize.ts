/** Mutant: a message above the budget is refused for ever. @module */
import { budgetTraits, PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override admits(length: number): boolean {
    const charged = this.items.reduce((sum, item) => sum + this.charge(item.length), 0);
    return charged + this.charge(length) <= this.budgetBytes;
  }
}

export const budgetRefusesOversize = queueMutant({
  name: "budget_refuses_oversize",
  bug: "refuses a message above its budget, also when it is empty",
  traits: budgetTraits,
  open: (input, traits) => new Broken(input, traits),
});
