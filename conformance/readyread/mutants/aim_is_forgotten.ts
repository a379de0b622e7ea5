/** Mutant: it says that it aims, and does not. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override aim(connection: number): boolean {
    this.members.require(connection);
    return !this.members.isDatagram(connection);
  }
}

export const aimIsForgotten: ReadMutant = toReadMutant({
  name: "aim_is_forgotten",
  bug: "reads to its own buffer where it was aimed elsewhere",
  open: (input) => new Broken(input),
});
