/** Mutant: loses a record now and then. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  #count = 0;

  protected override step(): Outcome {
    const outcome = super.step();
    return outcome === DATA && ++this.#count % 37 === 0 ? super.step() : outcome;
  }
}

export const skipsARecord = plainMutant({
  name: "skips_a_record",
  bug: "every 37th record is passed over",
  open: (input) => new Broken(input),
});
