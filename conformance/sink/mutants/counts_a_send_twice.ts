/** Mutant: its ledger counts each send twice. @module */
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  override send(index: number, offsetBytes: number, payloadBytes: number): number {
    const took = super.send(index, offsetBytes, payloadBytes);
    this.ledger.taken++;
    return took;
  }
}

export const countsASendTwice: SinkMutant = {
  name: "counts_a_send_twice",
  bug: "counts a send when it is queued and when it goes out",
  open: (input) => new Broken(input),
};
