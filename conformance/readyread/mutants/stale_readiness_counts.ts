/** Mutant: what was found ready counts for whoever has the number when its turn comes. @module */
import { ReadBase } from "../../../lib/readyread/read_base.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override remove(connection: number): void {
    ReadBase.prototype.remove.call(this, connection);
  }
}

export const staleReadinessCounts: ReadMutant = toReadMutant({
  name: "stale_readiness_counts",
  bug: "takes what it found of a connection for news of the one that has its number now",
  open: (input) => new Broken(input),
});
