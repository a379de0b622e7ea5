/** Stops at a BUSY record without having given back what it consumed before. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { CLOSED, DATA, EMPTY } from "../../../lib/outcome.ts";
import type { Visit, VisitorSource } from "../../../lib/source.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainRing } from "../plain_reader.ts";
import { callback } from "../../../lib/ringbuf/callback.ts";

/** A visitor that starts from the consumer position, and stores it when all was read. */
class ForgetsAtBusy extends PlainRing implements VisitorSource {
  consume(visit: Visit, limit: number): number {
    this.at = this.start();
    this.end = this.at;
    let count = 0;
    while (count < limit) {
      const outcome = this.step();
      if (outcome === CLOSED) return count === 0 ? -CLOSED : count;
      if (outcome === EMPTY && this.at !== this.end) return count; // BUSY: the store is left out
      if (outcome === EMPTY) break;
      if (outcome !== DATA) continue;
      count++;
      this.ledger.deliver();
      visit(this.offset, this.length);
    }
    this.ledger.releaseAll();
    this.release();
    return count;
  }
}

export const forgetsAtBusy: Mutant<RingbufImplementation> = plainMutant({
  name: "forgets_at_busy",
  bug: "what was consumed before a BUSY record is not given back, and is delivered again",
  traits: callback.traits,
  open: (input) => new ForgetsAtBusy(input),
});
