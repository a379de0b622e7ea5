/** Mutant: its ledger never unpins. @module */
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  override reap(buffers: Int32Array, results: Int32Array): number {
    const { bytesPinned } = this.ledger;
    const count = super.reap(buffers, results);
    this.ledger.bytesPinned = bytesPinned;
    return count;
  }
}

export const pinsForEver: SinkMutant = {
  name: "pins_for_ever",
  bug: "counts bytes as pinned once they were given back",
  open: (input) => new Broken(input),
};
