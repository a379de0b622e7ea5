/** Mutant: a datagram of no bytes ends its connection. @module */
import { DATA, END, type Outcome } from "../../../lib/outcome.ts";
import type { ReadSource } from "../../../lib/readyread/contract.ts";
import type { Bug } from "../../bug.ts";

export const emptyDatagramIsEnd: Bug<ReadSource> = {
  name: "empty_datagram_is_end",
  bug: "says END of a datagram of no bytes",
  members: (source) => ({
    next(): Outcome {
      const outcome = source.next();
      return outcome === DATA && source.length === 0 ? END : outcome;
    },
  }),
};
