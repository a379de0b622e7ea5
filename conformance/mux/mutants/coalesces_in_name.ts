/** Mutant: a call for each frame, in spite of its word. @module */
import { flush } from "../../../lib/mux/writer/flush.ts";
import { writerMutant } from "../writer_row.ts";

export const coalescesInName = writerMutant({
  name: "coalesces_in_name",
  bug: "declares that frames go out together, and writes each by itself",
  row: flush,
  traits: { ...flush.traits, coalesces: true },
});
