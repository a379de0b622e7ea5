/** Mutant: a payload is as long as the longest one before it. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  #longest = 0;

  protected override deliver(connection: number, offset: number, length: number): Outcome {
    this.#longest = Math.max(this.#longest, length);
    return super.deliver(connection, offset, this.#longest);
  }
}

export const lengthIsTheLongest: ReadMutant = toReadMutant({
  name: "length_is_the_longest",
  bug: "never hands out less than it did before",
  open: (input) => new Broken(input),
});
