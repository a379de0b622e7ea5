/** Mutant: what it took to look for data it keeps while there is none. @module */
import { DATA, EMPTY, type Outcome } from "../../../lib/outcome.ts";
import type { ReadSource } from "../../../lib/readyread/contract.ts";
import type { Bug } from "../../bug.ts";

export const probeKeepsItsBuffer: Bug<ReadSource> = {
  name: "probe_keeps_its_buffer",
  bug: "goes to sleep with the buffer that it had for a read which found nothing",
  members: (source) => {
    let probe = -1;
    return {
      next(): Outcome {
        const outcome = source.next();
        if (outcome === EMPTY && probe < 0) {
          probe = source.pool.acquire(1);
        } else if (outcome === DATA && probe >= 0) {
          source.pool.release(probe);
          probe = -1;
        }
        return outcome;
      },
    };
  },
};
