/** Mutant: it loses a payload now and then. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import type { CursorSource } from "../../../lib/source.ts";
import type { Bug } from "../../bug.ts";

/** Every so many payloads one is lost. */
const LOST_EVERY = 9;

export const skipsAPayload: Bug<CursorSource> = {
  name: "skips_a_payload",
  bug: "drops every ninth payload",
  members: (source) => {
    let count = 0;
    return {
      next(): Outcome {
        const outcome = source.next();
        return outcome === DATA && ++count % LOST_EVERY === 0 ? source.next() : outcome;
      },
    };
  },
};
