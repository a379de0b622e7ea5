/** Mutant: its wait looks again and again. @module */
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  protected override sleep(): void {
    super.sleep(0);
  }
}

export const waitSpins: SinkMutant = {
  name: "wait_spins",
  bug: "never sleeps while it waits",
  open: (input) => new Broken(input),
};
