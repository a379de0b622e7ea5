/** Mutant: its open hides that the host refused. @module */
import type { ReadSource } from "../../../lib/readyread/contract.ts";
import { ready } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

export const openHidesTheRefusal: ReadMutant = toReadMutant({
  name: "open_hides_the_refusal",
  bug: "returns something that does nothing when there are no descriptors",
  open(input) {
    try {
      return ready.open(input);
    } catch {
      const nothing = { add: () => 0, [Symbol.dispose]() {} };
      return nothing as unknown as ReadSource;
    }
  },
});
