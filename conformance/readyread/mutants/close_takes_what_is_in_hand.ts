/** Mutant: its close releases what is in hand. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override close(): void {
    super.close();
    this.commit();
  }
}

export const closeTakesWhatIsInHand: ReadMutant = toReadMutant({
  name: "close_takes_what_is_in_hand",
  bug: "gives buffers back at the close that are in hand",
  open: (input) => new Broken(input),
});
