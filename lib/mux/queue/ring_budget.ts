/** A ring of pooled buffers that grows, bounded by the bytes in it. @module */
import { AVAILABLE } from "../../implementation.ts";
import {
  CHARGE_BYTES_MIN,
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
  bound: "bytes",
  copiesPerMessage: 0,
  holdKeepsPlace: false,
  closeWaitsForHeld: false,
  blocksOthers: false,
};

const FIRST_SLOTS = 8;

class RingBudget extends PooledQueue {
  readonly #budgetBytes: number;
  /** What is in the ring, each message as {@linkcode charge} counts it. */
  #chargedBytes = 0;

  constructor(input: QueueInput) {
    const { budgetBytes, firstCount } = checkQueueInput(input);
    super(input, { traits: TRAITS, ring: new MessageRing(FIRST_SLOTS, firstCount) });
    this.#budgetBytes = budgetBytes;
  }

  /** An empty ring takes any message: one above the budget would otherwise never get through. */
  protected override admits(length: number): boolean {
    return this.ring.depth === 0 || this.#chargedBytes + charge(length) <= this.#budgetBytes;
  }

  protected override put(buffer: number, length: number): void {
    this.ring.growWhenFull();
    super.put(buffer, length);
    this.#chargedBytes += charge(length);
  }

  protected override taken(): void {
    this.#chargedBytes -= charge(this.length);
  }
}

function charge(length: number): number {
  return Math.max(length, CHARGE_BYTES_MIN);
}

export const ringBudget: QueueImplementation = {
  name: "ring_budget",
  summary: "a growing ring of pooled buffers within a budget of bytes; empty, it takes any message",
  source: "https://github.com/cockroachdb/drpc",
  traits: TRAITS,
  probe: () => AVAILABLE,
  open: (input) => new RingBudget(input),
};
