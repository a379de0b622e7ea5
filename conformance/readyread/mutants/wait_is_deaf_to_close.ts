/** Mutant: a close does not end its wait as one. @module */
import { CLOSED, DEADLINE, type Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override wait(timeoutMs: number): Outcome {
    const outcome = super.wait(timeoutMs);
    return outcome === CLOSED ? DEADLINE : outcome;
  }
}

export const waitIsDeafToClose: ReadMutant = toReadMutant({
  name: "wait_is_deaf_to_close",
  bug: "calls a wait that was closed one that met its deadline",
  open: (input) => new Broken(input),
});
