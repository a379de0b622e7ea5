/** Mutant: what it read ahead outlives the connection. @module */
import { DATA, type Outcome, READY } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  #isAhead = false;

  override wait(timeoutMs: number): Outcome {
    if (this.#isAhead) return READY;
    const outcome = super.wait(timeoutMs);
    if (outcome === READY) this.#isAhead = super.next() === DATA;
    return outcome;
  }

  override next(): Outcome {
    const isAhead = this.#isAhead;
    this.#isAhead = false;
    return isAhead ? DATA : super.next();
  }
}

export const removalIsNotTold: ReadMutant = toReadMutant({
  name: "removal_is_not_told",
  bug: "hands out what it had read of a connection that was removed since",
  open: (input) => new Broken(input),
});
