/** Mutant: it calls a full queue the cap. @module */
import { CapReached, QueueFull } from "../../../lib/errors.ts";
import { PlainSink } from "../../plain_sink.ts";
import type { SinkMutant } from "../sink_mutant.ts";

class Broken extends PlainSink {
  protected override admit(): void {
    try {
      super.admit();
    } catch (error) {
      throw error instanceof QueueFull ? new CapReached(error.message) : error;
    }
  }
}

export const queueFullIsTheCap: SinkMutant = {
  name: "queue_full_is_the_cap",
  bug: "throws CapReached where a flush would help",
  open: (input) => new Broken(input),
};
