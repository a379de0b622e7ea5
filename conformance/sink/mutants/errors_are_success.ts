/** Mutant: it calls a failed send sent. @module */
import { type Entry, PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  protected override end(entry: Entry, result: number): void {
    super.end(entry, result < 0 ? entry.payloadBytes : result);
  }
}

export const errorsAreSuccess: SinkMutant = {
  name: "errors_are_success",
  bug: "reports the size of a payload whose send failed",
  open: (input) => new Broken(input),
};
