/** Mutant: nothing to read is the end. @module */
import { NOTHING } from "../../../lib/readyread/polled_source.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  protected override receive(connection: number): number {
    const count = super.receive(connection);
    return count === NOTHING ? 0 : count;
  }
}

export const wouldBlockIsAnEnd: ReadMutant = toReadMutant({
  name: "would_block_is_an_end",
  bug: "takes a read that would block for one at the end",
  open: (input) => new Broken(input),
});
