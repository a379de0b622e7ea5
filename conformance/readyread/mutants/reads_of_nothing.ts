/** Mutant: it is content with reads of no bytes. @module */
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

export const readsOfNothing: ReadMutant = toReadMutant({
  name: "reads_of_nothing",
  bug: "opens with buffers of no bytes",
  open: ({ bufferBytes = 1, ...input }) =>
    new ReadySource({ ...input, bufferBytes: Math.max(1, Math.ceil(bufferBytes)) }),
});
