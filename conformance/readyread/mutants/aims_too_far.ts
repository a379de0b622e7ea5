/** Mutant: it reads a byte more than it was told to. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override aim(connection: number, offset: number, sizeBytes: number): boolean {
    return super.aim(connection, offset, sizeBytes === 0 ? 0 : sizeBytes + 1);
  }
}

export const aimsTooFar: ReadMutant = toReadMutant({
  name: "aims_too_far",
  bug: "reads one byte beyond what was aimed",
  open: (input) => new Broken(input),
});
