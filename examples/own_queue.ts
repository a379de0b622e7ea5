/** A queue of your own, to copy and change: few messages, and what is taken keeps no place. @module */
import {
  AVAILABLE,
  checkQueueInput,
  type QueueImplementation,
  type QueueInput,
  type QueueTraits,
} from "../mod.ts";
import { MessageRing } from "../lib/mux/queue/message_ring.ts";
import { PooledQueue } from "../lib/mux/queue/pooled_queue.ts";

const traits: QueueTraits = {
  bound: "messages",
  copiesPerMessage: 0,
  holdKeepsPlace: false,
  closeWaitsForHeld: false,
  blocksOthers: false,
  thread: "owner",
  minimumKernel: "4.18",
  needsKernel: false,
};

/** PooledQueue knows buffers, holds, waits and the close. What is left is when there is room. */
class OwnQueue extends PooledQueue {
  readonly #capacity: number;

  constructor(input: QueueInput) {
    const { capacity, firstCount } = checkQueueInput(input);
    super(input, { traits, ring: new MessageRing(capacity, firstCount) });
    this.#capacity = capacity;
  }

  protected override admits(): boolean {
    return this.ring.depth < this.#capacity;
  }
}

const ownQueue: QueueImplementation = {
  name: "own_queue",
  path: "mux/queue",
  summary: "a ring of pooled buffers; a taken message keeps no place",
  source: "https://github.com/cockroachdb/drpc",
  traits,
  probe: () => AVAILABLE,
  open: (input) => new OwnQueue(input),
};

export default ownQueue;
