/** Mutant: it forgets a buffer whose send failed. @module */
import { type Entry, PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  protected override end(entry: Entry, result: number): void {
    if (result >= 0) super.end(entry, result);
  }
}

export const errorKeepsTheBuffer: SinkMutant = {
  name: "error_keeps_the_buffer",
  bug: "never gives back the buffer of a send that failed",
  open: (input) => new Broken(input),
};
