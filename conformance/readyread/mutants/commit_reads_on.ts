/** Mutant: a commit with nothing in hand releases what nobody has read. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override commit(): void {
    if (this.ledger.inFlight === 0) this.next();
    super.commit();
  }
}

export const commitReadsOn: ReadMutant = toReadMutant({
  name: "commit_reads_on",
  bug: "takes a payload when it is told to commit with none in hand",
  open: (input) => new Broken(input),
});
