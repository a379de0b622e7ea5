/** Mutant: it gives a buffer back when it hands it out. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override next(): Outcome {
    const outcome = super.next();
    super.commit();
    return outcome;
  }
}

export const releasesAtHandOut: ReadMutant = toReadMutant({
  name: "releases_at_hand_out",
  bug: "releases each payload as it is handed out",
  open: (input) => new Broken(input),
});
