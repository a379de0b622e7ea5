/** Mutant: hands out two records in the wrong order now and then. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  #count = 0;
  #late: { readonly offset: number; readonly length: number } | undefined;

  protected override step(): Outcome {
    if (this.#late) {
      Object.assign(this, this.#late);
      this.#late = undefined;
      return DATA;
    }
    const outcome = super.step();
    if (outcome !== DATA || ++this.#count % 43 !== 0 || !this.ready()) return outcome;
    const { offset, length } = this;
    if (super.step() === DATA) this.#late = { offset, length };
    return DATA;
  }
}

export const swapsNeighbours = plainMutant({
  name: "swaps_neighbours",
  bug: "every 43rd record is overtaken by the one behind it",
  open: (input) => new Broken(input),
});
