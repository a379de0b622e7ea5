/** Mutant: what was kept is free all the same. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override keep(): number {
    const offset = super.keep();
    this.pool.release(offset);
    return offset;
  }
}

export const keepKeepsNothing: ReadMutant = toReadMutant({
  name: "keep_keeps_nothing",
  bug: "gives a buffer back to the pool that its caller keeps",
  open: (input) => new Broken(input),
});
