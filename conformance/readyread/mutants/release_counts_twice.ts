/** Mutant: its pool takes a buffer back twice. @module */
import type { ReadInput } from "../../../lib/readyread/contract.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  constructor(input: ReadInput) {
    super(input);
    const release = this.pool.release.bind(this.pool);
    const known = new Set<number>();
    this.pool.release = (offset) => {
      const isOut = release(offset);
      if (isOut) known.add(offset);
      return isOut || known.has(offset);
    };
  }
}

export const releaseCountsTwice: ReadMutant = toReadMutant({
  name: "release_counts_twice",
  bug: "takes a buffer back that is back already",
  open: (input) => new Broken(input),
});
