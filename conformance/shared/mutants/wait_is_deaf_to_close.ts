/** Mutant: a close does not end its wait as one. @module */
import { CLOSED, DEADLINE, type Outcome } from "../../../lib/outcome.ts";
import type { Sink } from "../../../lib/sink.ts";
import type { Source } from "../../../lib/source.ts";
import type { Bug } from "../../bug.ts";

export const waitIsDeafToClose: Bug<Source | Sink> = {
  name: "wait_is_deaf_to_close",
  bug: "calls a wait that was closed one that met its deadline",
  members: (opened) => ({
    wait(timeoutMs: number): Outcome {
      const outcome = opened.wait(timeoutMs);
      return outcome === CLOSED ? DEADLINE : outcome;
    },
  }),
};
