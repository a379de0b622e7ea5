/** Mutant: a connection that failed has ended. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  protected override finish(connection: number): Outcome {
    return super.finish(connection, 0);
  }
}

export const failureIsAnEnd: ReadMutant = toReadMutant({
  name: "failure_is_an_end",
  bug: "says END of a connection that failed",
  open: (input) => new Broken(input),
});
