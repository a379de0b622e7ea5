/** Mutant: a commit with nothing in hand releases what nobody has read. @module */
import type { CursorSource } from "../../../lib/source.ts";
import type { Bug } from "../../bug.ts";

export const commitReadsOn: Bug<CursorSource> = {
  name: "commit_reads_on",
  bug: "takes a payload when it is told to commit with none in hand",
  members: (source) => ({
    commit() {
      if (source.ledger.inFlight === 0) source.next();
      source.commit();
    },
  }),
};
