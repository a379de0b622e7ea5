/** Mutant: its wait does not see data. @module */
import { DEADLINE, type Outcome, READY } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override wait(timeoutMs: number): Outcome {
    const outcome = super.wait(timeoutMs);
    return outcome === READY ? DEADLINE : outcome;
  }
}

export const waitIsDeafToData: ReadMutant = toReadMutant({
  name: "wait_is_deaf_to_data",
  bug: "sleeps through what comes while it waits",
  open: (input) => new Broken(input),
});
