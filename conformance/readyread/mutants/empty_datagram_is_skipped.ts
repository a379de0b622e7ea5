/** Mutant: it takes a datagram of no bytes for none. @module */
import { DATA, EMPTY, type Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override next(): Outcome {
    const outcome = super.next();
    return outcome === DATA && this.length === 0 ? EMPTY : outcome;
  }
}

export const emptyDatagramIsSkipped: ReadMutant = toReadMutant({
  name: "empty_datagram_is_skipped",
  bug: "says EMPTY for a datagram of no bytes",
  open: (input) => new Broken(input),
});
