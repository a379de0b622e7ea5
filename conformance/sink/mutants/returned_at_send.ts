/** Mutant: it gives a buffer back before its bytes went out. @module */
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  override send(index: number, offsetBytes: number, payloadBytes: number): number {
    const took = super.send(index, offsetBytes, payloadBytes);
    this.done.push({ ...this.queue.at(-1)!, result: took });
    return took;
  }

  protected override end(): void {}
}

export const returnedAtSend: SinkMutant = {
  name: "returned_at_send",
  bug: "gives a buffer back when it is queued",
  open: (input) => new Broken(input),
};
