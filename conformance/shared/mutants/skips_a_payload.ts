/** Mutant: it loses a payload now and then. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import type { CursorSource } from "../../../lib/source.ts";
import type { Bug } from "../../bug.ts";

/** At least so many payloads come between two that are lost. */
const LOST_EVERY = 9;

/** What is lost is released as well, so that no cap comes early: nothing else may be in hand. */
export const skipsAPayload: Bug<CursorSource> = {
  name: "skips_a_payload",
  bug: "drops a payload now and then, with none in hand",
  members: (source) => {
    let count = 0;
    return {
      next(): Outcome {
        const outcome = source.next();
        if (outcome !== DATA || ++count < LOST_EVERY || source.ledger.inFlight > 1) return outcome;
        count = 0;
        source.commit();
        return source.next();
      },
    };
  },
};
