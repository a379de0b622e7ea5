/** Mutant: it hands a payload out a second time. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  #count = 0;
  #again = false;

  override next(): Outcome {
    if (this.#again) {
      this.#again = false;
      return DATA;
    }
    const outcome = super.next();
    this.#again = outcome === DATA && ++this.#count % 4 === 0;
    return outcome;
  }
}

export const handsOutTwice: ReadMutant = toReadMutant({
  name: "hands_out_twice",
  bug: "hands every fourth payload out twice",
  open: (input) => new Broken(input),
});
