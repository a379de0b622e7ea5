/** Mutant: it gives each buffer back twice. @module */
import { type Entry, PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  protected override end(entry: Entry, result: number): void {
    super.end(entry, result);
    super.end({ ...entry }, result);
  }
}

export const returnsTwice: SinkMutant = {
  name: "returns_twice",
  bug: "gives a buffer back at its completion, and once more",
  open: (input) => new Broken(input),
};
