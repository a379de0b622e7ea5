/** Mutant: its wait takes half its time. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override wait(timeoutMs: number): Outcome {
    return super.wait(timeoutMs / 2);
  }
}

export const waitEndsEarly: ReadMutant = toReadMutant({
  name: "wait_ends_early",
  bug: "ends a wait before its deadline",
  open: (input) => new Broken(input),
});
