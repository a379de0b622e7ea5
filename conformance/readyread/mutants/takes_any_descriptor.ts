/** Mutant: it lets in what it cannot read. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override add(fd: number): number {
    try {
      return super.add(fd);
    } catch {
      return 0;
    }
  }
}

export const takesAnyDescriptor: ReadMutant = toReadMutant({
  name: "takes_any_descriptor",
  bug: "says nothing when it is given a descriptor that it cannot read",
  open: (input) => new Broken(input),
});
