/** Mutant: a write that found no room is left to itself. @module */
import { flush } from "../../../lib/mux/writer/flush.ts";
import { writerMutant } from "../writer_row.ts";

export const roomIsNotLookedFor = writerMutant({
  name: "room_is_not_looked_for",
  bug: "tells nobody that its socket had no room, so that nobody looks for it",
  row: flush,
  open: (input) => flush.open({ ...input, onWork: () => {} }),
});
