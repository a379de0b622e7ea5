/** Mutant: after a short send it starts the payload again. @module */
import { type Entry, PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  protected override account(entry: Entry, wentOut: number, left: number): number | undefined {
    const result = super.account(entry, wentOut, left);
    if (wentOut < left) entry.wentOut = 0;
    return result;
  }
}

export const shortSendStartsAgain: SinkMutant = {
  name: "short_send_starts_again",
  bug: "sends the bytes of a short send twice",
  open: (input) => new Broken(input),
};
