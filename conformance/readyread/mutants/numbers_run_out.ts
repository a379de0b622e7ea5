/** Mutant: a number serves once. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override remove(connection: number): void {
    this.stop(connection);
  }
}

export const numbersRunOut: ReadMutant = toReadMutant({
  name: "numbers_run_out",
  bug: "never gives a number again",
  open: (input) => new Broken(input),
});
