/** Mutant: its wait takes half its time. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  override wait(timeoutMs: number): Outcome {
    return super.wait(timeoutMs / 2);
  }
}

export const waitEndsEarly: SinkMutant = {
  name: "wait_ends_early",
  bug: "ends a wait before its deadline",
  open: (input) => new Broken(input),
};
