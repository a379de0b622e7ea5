/** Mutant: a record of length zero passes for an empty ring. @module */
import { DATA, EMPTY, type Outcome } from "../../../lib/outcome.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  protected override take(header: number): Outcome {
    const outcome = super.take(header);
    return outcome === DATA && this.length === 0 ? EMPTY : outcome;
  }
}

export const zeroLengthIsEmpty = plainMutant({
  name: "zero_length_is_empty",
  bug: "a record of length zero is reported as EMPTY",
  open: (input) => new Broken(input),
});
