/** Mutant: its close calls sent what it dropped. @module */
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  protected override abandon(): void {
    for (const entry of this.queue.splice(0)) this.end(entry, entry.payloadBytes);
  }
}

export const closeCallsTheRestSent: SinkMutant = {
  name: "close_calls_the_rest_sent",
  bug: "gives back what never went out as sent",
  open: (input) => new Broken(input),
};
