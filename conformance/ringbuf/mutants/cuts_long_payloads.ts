/** Mutant: keeps the length of a record in a byte. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  protected override take(header: number): Outcome {
    const outcome = super.take(header);
    this.length &= 0xff;
    return outcome;
  }
}

export const cutsLongPayloads = plainMutant({
  name: "cuts_long_payloads",
  bug: "the length of a payload is kept in a byte",
  open: (input) => new Broken(input),
});
