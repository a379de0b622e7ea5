/** Mutant: it gives a buffer back when it hands it out. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import type { CursorSource } from "../../../lib/source.ts";
import type { Bug } from "../../bug.ts";

export const releasesAtHandOut: Bug<CursorSource> = {
  name: "releases_at_hand_out",
  bug: "releases each payload as it is handed out",
  members: (source) => ({
    next(): Outcome {
      const outcome = source.next();
      source.commit();
      return outcome;
    },
  }),
};
