/** Mutant: its drain does not wait. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  override drain(): Outcome {
    return super.drain(0);
  }
}

export const drainGivesUpAtOnce: SinkMutant = {
  name: "drain_gives_up_at_once",
  bug: "says DEADLINE when it has only looked",
  open: (input) => new Broken(input),
};
