/** Mutant: the end of one stream ends them all. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  protected override finish(connection: number, errno: number): Outcome {
    const outcome = super.finish(connection, errno);
    if (errno === 0) this.close();
    return outcome;
  }
}

export const endClosesAll: ReadMutant = toReadMutant({
  name: "end_closes_all",
  bug: "closes when one of its streams ends",
  open: (input) => new Broken(input),
});
