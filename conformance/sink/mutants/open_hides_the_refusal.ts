/** Mutant: its open hides that the host refused. @module */
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

export const openHidesTheRefusal: SinkMutant = {
  name: "open_hides_the_refusal",
  bug: "returns something that does nothing when there are no descriptors",
  open: (input) => {
    try {
      return new PlainSink(input);
    } catch {
      const nothing: Disposable = { [Symbol.dispose]() {} };
      return nothing as PlainSink;
    }
  },
};
