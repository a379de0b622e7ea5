/** Mutant: a connection that failed has ended. @module */
import { BROKEN, END, type Outcome } from "../../../lib/outcome.ts";
import type { ReadSource } from "../../../lib/readyread/contract.ts";
import type { Bug } from "../../bug.ts";

export const failureIsAnEnd: Bug<ReadSource> = {
  name: "failure_is_an_end",
  bug: "says END of a connection that failed",
  members: (source) => ({
    next(): Outcome {
      const outcome = source.next();
      return outcome === BROKEN ? END : outcome;
    },
  }),
};
