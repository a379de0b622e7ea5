/** Mutant: gives a record back to the producer while it hands it out. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  override next(): Outcome {
    const outcome = super.next();
    if (outcome === DATA) this.release();
    return outcome;
  }
}

export const releasesAtHandOut = plainMutant({
  name: "releases_at_hand_out",
  bug: "the consumer position is advanced when a record is handed out, not when it is committed",
  open: (input) => new Broken(input),
});
