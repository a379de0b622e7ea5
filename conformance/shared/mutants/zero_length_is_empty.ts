/** Mutant: it takes a payload of no bytes for none. @module */
import { DATA, EMPTY, type Outcome } from "../../../lib/outcome.ts";
import type { CursorSource } from "../../../lib/source.ts";
import type { Bug } from "../../bug.ts";

export const zeroLengthIsEmpty: Bug<CursorSource> = {
  name: "zero_length_is_empty",
  bug: "says EMPTY for a payload of no bytes",
  members: (source) => ({
    next(): Outcome {
      const outcome = source.next();
      return outcome === DATA && source.length === 0 ? EMPTY : outcome;
    },
  }),
};
