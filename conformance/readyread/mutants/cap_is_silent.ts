/** Mutant: at its cap it is empty. @module */
import { CapReached } from "../../../lib/errors.ts";
import { EMPTY, type Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override next(): Outcome {
    try {
      return super.next();
    } catch (error) {
      if (error instanceof CapReached) return EMPTY;
      throw error;
    }
  }
}

export const capIsSilent: ReadMutant = toReadMutant({
  name: "cap_is_silent",
  bug: "says EMPTY when all buffers are in hand",
  open: (input) => new Broken(input),
});
