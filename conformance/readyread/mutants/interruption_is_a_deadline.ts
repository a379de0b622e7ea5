/** Mutant: a signal ends its wait. @module */
import { DEADLINE, type Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override wait(timeoutMs: number): Outcome {
    return this.waiter.sleep(timeoutMs) === 0 ? DEADLINE : super.wait(0);
  }
}

export const interruptionIsADeadline: ReadMutant = toReadMutant({
  name: "interruption_is_a_deadline",
  bug: "takes a wait that was interrupted for one whose time is over",
  open: (input) => new Broken(input),
});
