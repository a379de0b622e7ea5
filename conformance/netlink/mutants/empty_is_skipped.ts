/** Mutant: what has no bytes is not sent. @module */
import { type Entry, PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../../sink/sink_mutant.ts";

class Broken extends PlainSink {
  protected override ship(entry: Entry): number | undefined {
    return entry.payloadBytes === 0 ? 0 : super.ship(entry);
  }
}

export const emptyIsSkipped: SinkMutant = {
  name: "empty_is_skipped",
  bug: "gives a payload of no bytes back as sent, without sending it",
  open: (input) => new Broken(input),
};
