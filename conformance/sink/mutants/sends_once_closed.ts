/** Mutant: it takes payloads once it is closed. @module */
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  protected override admit(): void {
    if (this.isOpen) super.admit();
  }
}

export const sendsOnceClosed: SinkMutant = {
  name: "sends_once_closed",
  bug: "goes on taking what it will never send",
  open: (input) => new Broken(input),
};
