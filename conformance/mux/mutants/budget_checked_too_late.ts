/** Mutant: it looks at the sum before the message. @module */
import { budgetTraits, PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override admits(): boolean {
    const charged = this.items.reduce((sum, item) => sum + this.charge(item.length), 0);
    return charged < this.budgetBytes;
  }
}

export const budgetCheckedTooLate = queueMutant({
  name: "budget_checked_too_late",
  bug: "takes messages until the sum is above its budget",
  traits: budgetTraits,
  open: (input, traits) => new Broken(input, traits),
});
