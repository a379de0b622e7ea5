/** Mutant: it opens with a buffer that it forgets. @module */
import type { QueueInput, QueueTraits } from "../../../lib/mux/queue/contract.ts";
import { PlainQueue } from "../plain_queue.ts";
import { queueMutant } from "../queue_mutant.ts";

class Broken extends PlainQueue {
  constructor(input: QueueInput, traits: QueueTraits) {
    super(input, traits);
    input.pool.acquire(1);
  }
}

export const opensWithABufferTooMany = queueMutant({
  name: "opens_with_a_buffer_too_many",
  bug: "takes a buffer at its opening and never releases it",
  open: (input, traits) => new Broken(input, traits),
});
