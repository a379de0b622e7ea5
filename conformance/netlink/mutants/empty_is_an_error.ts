/** Mutant: what has no bytes goes out, and comes back as failed. @module */
import { type Entry, PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../../sink/sink_mutant.ts";

const EFAULT = 14;

class Broken extends PlainSink {
  protected override end(entry: Entry, result: number): void {
    super.end(entry, entry.payloadBytes === 0 ? -EFAULT : result);
  }
}

export const emptyIsAnError: SinkMutant = {
  name: "empty_is_an_error",
  bug: "calls a payload of no bytes failed, as an iovec without an address would be",
  open: (input) => new Broken(input),
};
