/** Mutant: frames go out together, in spite of its word. @module */
import { bounded } from "../../../lib/mux/writer/bounded.ts";
import { writerMutant } from "../writer_row.ts";

export const gathersUnasked = writerMutant({
  name: "gathers_unasked",
  bug: "declares a call for each frame, and gathers them",
  traits: { ...bounded.traits, coalesces: false },
});
