/** A ring of pooled buffers, which are the consumer's from the take on. @module */
import { AVAILABLE } from "../../implementation.ts";
import {
  checkQueueInput,
  type QueueImplementation,
  type QueueInput,
  type QueueTraits,
} from "./contract.ts";
import { MessageRing } from "./message_ring.ts";
import { PooledQueue } from "./pooled_queue.ts";

const TRAITS: QueueTraits = {
  thread: "owner",
  minimumKernel: "4.18",
  needsKernel: false,
  bound: "messages",
  copiesPerMessage: 0,
  holdKeepsPlace: false,
  closeWaitsForHeld: false,
  blocksOthers: false,
};

class RingPooled extends PooledQueue {
  readonly #capacity: number;

  constructor(input: QueueInput) {
    const { capacity, firstCount } = checkQueueInput(input);
    super(input, { traits: TRAITS, ring: new MessageRing(capacity, firstCount) });
    this.#capacity = capacity;
  }

  protected override admits(): boolean {
    return this.ring.depth < this.#capacity;
  }
}

export const ringPooled: QueueImplementation = {
  name: "ring_pooled",
  summary: "a ring of pooled buffers, nothing copied; a taken one is the consumer's",
  source: "https://github.com/cockroachdb/drpc",
  traits: TRAITS,
  probe: () => AVAILABLE,
  open: (input) => new RingPooled(input),
};
