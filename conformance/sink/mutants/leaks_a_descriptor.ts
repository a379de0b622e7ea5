/** Mutant: each instance leaves a descriptor behind. @module */
import { openEventfd } from "../../../ffi/eventfd.ts";
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  override [Symbol.dispose](): void {
    if (this.isOpen) openEventfd();
    super[Symbol.dispose]();
  }
}

export const leaksADescriptor: SinkMutant = {
  name: "leaks_a_descriptor",
  bug: "one descriptor of each instance is never closed",
  open: (input) => new Broken(input),
};
