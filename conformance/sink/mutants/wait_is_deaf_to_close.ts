/** Mutant: a close from another thread does not end its wait. @module */
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  protected override closing(): void {}
}

export const waitIsDeafToClose: SinkMutant = {
  name: "wait_is_deaf_to_close",
  bug: "does not look at what is written to its close eventfd",
  open: (input) => new Broken(input),
};
