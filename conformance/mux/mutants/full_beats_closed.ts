/** Mutant: a full queue says FULL when closed, too. @module */
import type { QueueOutcome } from "../../../lib/mux/queue/contract.ts";
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  override offer(buffer: number, length: number): QueueOutcome {
    return this.admits(length) ? super.offer(buffer, length) : this.refuse(buffer, length);
  }
}

export const fullBeatsClosed = queueMutant({
  name: "full_beats_closed",
  bug: "says FULL after its close while it is full, so that its producer waits on",
  open: (input, traits) => new Broken(input, traits),
});
