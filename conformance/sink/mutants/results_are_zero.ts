/** Mutant: it does not say how much was sent. @module */
import type { Sink } from "../../../lib/sink.ts";
import type { Bug } from "../../bug.ts";

export const resultsAreZero: Bug<Sink> = {
  name: "results_are_zero",
  bug: "reports 0 bytes for every send",
  members: (sink) => ({
    reap(buffers: Int32Array, results: Int32Array): number {
      const count = sink.reap(buffers, results);
      results.fill(0, 0, count);
      return count;
    },
  }),
};
