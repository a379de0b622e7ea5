/** Mutant: its drain takes half its time. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  override drain(timeoutMs: number): Outcome {
    return super.drain(timeoutMs / 2);
  }
}

export const drainEndsTooEarly: SinkMutant = {
  name: "drain_ends_too_early",
  bug: "ends a drain before its deadline",
  open: (input) => new Broken(input),
};
