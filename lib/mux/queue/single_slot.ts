/** One message at a time: its producer waits until the consumer is done with it. @module */
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
  bound: "one",
  copiesPerMessage: 0,
  holdKeepsPlace: true,
  closeWaitsForHeld: true,
  blocksOthers: true,
};

class SingleSlot extends PooledQueue {
  constructor(input: QueueInput) {
    const { firstCount } = checkQueueInput(input);
    super(input, { traits: TRAITS, ring: new MessageRing(1, firstCount) });
  }

  protected override admits(): boolean {
    return this.ring.depth === 0 && !this.isHeld;
  }
}

export const singleSlot: QueueImplementation = {
  name: "single_slot",
  summary: "one message, its producer waits for its consumer: a slow stream blocks all others",
  source: "https://github.com/cockroachdb/drpc",
  traits: TRAITS,
  probe: () => AVAILABLE,
  open: (input) => new SingleSlot(input),
};
