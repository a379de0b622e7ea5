/** Mutant: at its cap it takes nothing, and says nothing. @module */
import { CapReached } from "../../../lib/errors.ts";
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  override send(index: number, offsetBytes: number, payloadBytes: number): number {
    try {
      return super.send(index, offsetBytes, payloadBytes);
    } catch (error) {
      if (error instanceof CapReached) return 0;
      throw error;
    }
  }
}

export const capIsSilent: SinkMutant = {
  name: "cap_is_silent",
  bug: "returns 0 at the cap, as if the socket had no room",
  open: (input) => new Broken(input),
};
