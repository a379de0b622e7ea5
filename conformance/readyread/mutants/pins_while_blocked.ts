/** Mutant: it holds a buffer for each connection, and does not say so. @module */
import { PinnedSource } from "../../../lib/readyread/pinned.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

export const pinsWhileBlocked: ReadMutant = toReadMutant({
  name: "pins_while_blocked",
  bug: "keeps a buffer for each connection while it is idle",
  open: (input) => new PinnedSource(input),
});
