/** Mutant: its drain drops what the deadline left. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  override drain(timeoutMs: number): Outcome {
    const outcome = super.drain(timeoutMs);
    for (const entry of this.queue.splice(0)) this.end(entry, entry.payloadBytes);
    return outcome;
  }
}

export const drainDropsTheRest: SinkMutant = {
  name: "drain_drops_the_rest",
  bug: "calls sent what a drain had no time for",
  open: (input) => new Broken(input),
};
