/** Mutant: its disposal keeps no books. @module */
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override [Symbol.dispose](): void {
    super[Symbol.dispose]();
    this.ledger.discarded = 0;
  }
}

export const ledgerForgetsTheDiscarded = queueMutant({
  name: "ledger_forgets_the_discarded",
  bug: "books nothing of what its disposal throws away",
  open: (input, traits) => new Broken(input, traits),
});
