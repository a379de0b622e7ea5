/** Mutant: hands a record out again now and then. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  #count = 0;

  protected override step(): Outcome {
    const before = this.at;
    const outcome = super.step();
    if (outcome === DATA && ++this.#count % 41 === 0) this.at = before;
    return outcome;
  }
}

export const deliversTwice = plainMutant({
  name: "delivers_twice",
  bug: "every 41st record is handed out a second time",
  open: (input) => new Broken(input),
});
