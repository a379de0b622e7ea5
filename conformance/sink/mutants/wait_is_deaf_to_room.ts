/** Mutant: its wait is deaf to room. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  override wait(timeoutMs: number): Outcome {
    return this.until(timeoutMs, () => false);
  }
}

export const waitIsDeafToRoom: SinkMutant = {
  name: "wait_is_deaf_to_room",
  bug: "sleeps on when the peer has read",
  open: (input) => new Broken(input),
};
