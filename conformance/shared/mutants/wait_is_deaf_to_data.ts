/** Mutant: its wait does not see what comes. @module */
import { DEADLINE, type Outcome, READY } from "../../../lib/outcome.ts";
import type { CursorSource } from "../../../lib/source.ts";
import type { Bug } from "../../bug.ts";

export const waitIsDeafToData: Bug<CursorSource> = {
  name: "wait_is_deaf_to_data",
  bug: "sleeps through what comes while it waits",
  members: (source) => ({
    wait(timeoutMs: number): Outcome {
      const outcome = source.wait(timeoutMs);
      return outcome === READY ? DEADLINE : outcome;
    },
  }),
};
