/** Mutant: at its cap it takes buffers that are in hand. @module */
import { CapReached } from "../../../lib/errors.ts";
import type { Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override next(): Outcome {
    try {
      return super.next();
    } catch (error) {
      if (!(error instanceof CapReached)) throw error;
      this.commit();
      return super.next();
    }
  }
}

export const capTakesTheFirstAgain: ReadMutant = toReadMutant({
  name: "cap_takes_the_first_again",
  bug: "hands out a buffer that is in hand when there is no other",
  open: (input) => new Broken(input),
});
