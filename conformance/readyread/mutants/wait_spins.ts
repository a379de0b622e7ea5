/** Mutant: its wait looks again and again. @module */
import { DEADLINE, type Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override wait(timeoutMs: number): Outcome {
    const endMs = performance.now() + timeoutMs;
    for (;;) {
      const outcome = super.wait(0);
      if (outcome !== DEADLINE || performance.now() >= endMs) return outcome;
    }
  }
}

export const waitSpins: ReadMutant = toReadMutant({
  name: "wait_spins",
  bug: "never sleeps while it waits",
  open: (input) => new Broken(input),
});
