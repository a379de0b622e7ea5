/** Mutant: the buffer in which it found the end stays out. @module */
import { END, type Outcome } from "../../../lib/outcome.ts";
import type { ReadSource } from "../../../lib/readyread/contract.ts";
import type { Bug } from "../../bug.ts";

export const endKeepsABuffer: Bug<ReadSource> = {
  name: "end_keeps_a_buffer",
  bug: "keeps a buffer for each stream that ended",
  members: (source) => ({
    next(): Outcome {
      const outcome = source.next();
      if (outcome === END) source.pool.acquire(1);
      return outcome;
    },
  }),
};
