/** Mutant: an empty ring passes for the end. @module */
import { CLOSED, EMPTY, type Outcome } from "../../../lib/outcome.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  override next(): Outcome {
    const outcome = super.next();
    return outcome === EMPTY ? CLOSED : outcome;
  }
}

export const emptyIsClosed = plainMutant({
  name: "empty_is_closed",
  bug: "an empty ring is reported as CLOSED, so that a reader stops too early",
  open: (input) => new Broken(input),
});
