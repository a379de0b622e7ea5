/** Mutant: it looks, then sleeps whatever comes. @module */
import { DEADLINE, type Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

/** Long enough for data to come meanwhile; all of a rule's patience would only take longer. */
const NAP_MS = 30;

class Broken extends ReadySource {
  readonly #pillow = new Int32Array(new SharedArrayBuffer(4));

  override wait(timeoutMs: number): Outcome {
    const outcome = super.wait(0);
    if (outcome !== DEADLINE) return outcome;
    Atomics.wait(this.#pillow, 0, 0, Math.min(timeoutMs, NAP_MS));
    return DEADLINE;
  }
}

export const waitIsDeafToData: ReadMutant = toReadMutant({
  name: "wait_is_deaf_to_data",
  bug: "sleeps through what comes while it waits",
  open: (input) => new Broken(input),
});
