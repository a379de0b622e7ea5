/** Mutant: its close forgets what is queued. @module */
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  protected override abandon(): void {
    this.queue.length = 0;
  }
}

export const closeForgetsInFlight: SinkMutant = {
  name: "close_forgets_in_flight",
  bug: "never gives back what was queued when it was closed",
  open: (input) => new Broken(input),
};
