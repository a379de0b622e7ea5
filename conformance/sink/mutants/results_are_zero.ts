/** Mutant: it does not say how much was sent. @module */
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  override reap(buffers: Int32Array, results: Int32Array): number {
    const count = super.reap(buffers, results);
    results.fill(0, 0, count);
    return count;
  }
}

export const resultsAreZero: SinkMutant = {
  name: "results_are_zero",
  bug: "reports 0 bytes for every send",
  open: (input) => new Broken(input),
};
