/** Mutant: it lets in one connection more. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

export const maximumIsNotKept: ReadMutant = toReadMutant({
  name: "maximum_is_not_kept",
  bug: "has room for one connection more than its maximum",
  open: (input) => new ReadySource({ ...input, connectionsMax: input.connectionsMax + 1 }),
});
