/** Mutant: it takes a short send for the whole payload. @module */
import { type Entry, PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  protected override account(entry: Entry): number {
    return entry.payloadBytes;
  }
}

export const shortSendIsDone: SinkMutant = {
  name: "short_send_is_done",
  bug: "leaves out what a short send did not take",
  open: (input) => new Broken(input),
};
