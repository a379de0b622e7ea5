/** Mutant: at its cap it takes buffers that are in hand. @module */
import { CapReached } from "../../../lib/errors.ts";
import type { Outcome } from "../../../lib/outcome.ts";
import type { CursorSource } from "../../../lib/source.ts";
import type { Bug } from "../../bug.ts";

export const capOverwrites: Bug<CursorSource> = {
  name: "cap_overwrites",
  bug: "hands out a buffer that is in hand when there is no other",
  members: (source) => ({
    next(): Outcome {
      try {
        return source.next();
      } catch (error) {
        if (!(error instanceof CapReached)) throw error;
        source.commit();
        return source.next();
      }
    },
  }),
};
