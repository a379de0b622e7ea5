/** Mutant: its wait looks again and again. @module */
import { DEADLINE, type Outcome } from "../../../lib/outcome.ts";
import type { Sink } from "../../../lib/sink.ts";
import type { Source } from "../../../lib/source.ts";
import type { Bug } from "../../bug.ts";

export const waitSpins: Bug<Source | Sink> = {
  name: "wait_spins",
  bug: "never sleeps while it waits",
  members: (opened) => ({
    wait(timeoutMs: number): Outcome {
      const endMs = performance.now() + timeoutMs;
      for (;;) {
        const outcome = opened.wait(0);
        if (outcome !== DEADLINE || performance.now() >= endMs) return outcome;
      }
    },
  }),
};
