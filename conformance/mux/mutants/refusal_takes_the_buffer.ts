/** Mutant: a refused buffer is released. @module */
import type { QueueOutcome } from "../../../lib/mux/queue/contract.ts";
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  protected override refuse(buffer: number, length: number): QueueOutcome {
    this.pool.release(buffer);
    return super.refuse(buffer, length);
  }
}

export const refusalTakesTheBuffer = queueMutant({
  name: "refusal_takes_the_buffer",
  bug: "releases the buffer of a message that it refuses",
  open: (input, traits) => new Broken(input, traits),
});
