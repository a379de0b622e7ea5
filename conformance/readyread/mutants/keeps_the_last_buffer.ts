/** Mutant: the buffer released last stays out. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  #last = -1;

  protected override giveBack(offset: number): void {
    this.pool.release(this.#last);
    this.#last = offset;
  }
}

export const keepsTheLastBuffer: ReadMutant = toReadMutant({
  name: "keeps_the_last_buffer",
  bug: "gives a buffer back only when the next one is released",
  open: (input) => new Broken(input),
});
