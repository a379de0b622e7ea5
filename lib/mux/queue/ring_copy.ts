/** A ring of buffers of its own, into which every message is copied. @module */
import { AVAILABLE } from "../../implementation.ts";
import {
  checkQueueInput,
  type QueueImplementation,
  type QueueInput,
  type QueueTraits,
} from "./contract.ts";
import { MessageRing } from "./message_ring.ts";
import { QueueCore } from "./queue_core.ts";

const TRAITS: QueueTraits = {
  thread: "owner",
  minimumKernel: "4.18",
  needsKernel: false,
  bound: "messages",
  copiesPerMessage: 1,
  holdKeepsPlace: true,
  closeWaitsForHeld: true,
  blocksOthers: false,
};

/** A slot keeps its buffer for the next message, unless it is longer than this. */
const SLOT_BYTES_MAX = 64 * 1024;
const NONE = -1;

class RingCopy extends QueueCore {
  readonly #capacity: number;
  /** The buffer of each slot, as large as its longest message so far. */
  readonly #slots: Int32Array;
  /** The slot of the held message. */
  #heldSlot = 0;

  constructor(input: QueueInput) {
    const { capacity, firstCount } = checkQueueInput(input);
    super(input, { traits: TRAITS, ring: new MessageRing(capacity, firstCount) });
    this.#capacity = capacity;
    this.#slots = new Int32Array(this.ring.slotCount).fill(NONE);
  }

  protected override admits(): boolean {
    return this.ring.depth + (this.isHeld ? 1 : 0) < this.#capacity;
  }

  protected override put(buffer: number, length: number): void {
    const { pool, ring } = this;
    const slot = this.#slotFor(ring.tailSlot, length);
    pool.copyIn(pool.offset(slot), pool.bytes, pool.offset(buffer), length);
    this.copies.addCopy(length);
    pool.release(buffer);
    ring.push(slot, length);
  }

  protected override taken(): void {
    this.#heldSlot = this.ring.lastSlot;
  }

  protected override letGo(): void {
    if (this.pool.capacity(this.heldBuffer) > SLOT_BYTES_MAX) this.#empty(this.#heldSlot);
  }

  /** The slot has the buffer, and gives it back with the others. */
  protected override drop(): void {}

  protected override releaseSlots(): void {
    for (let slot = 0; slot < this.#slots.length; slot++) this.#empty(slot);
  }

  /** The buffer of a slot, with room for `length` bytes; an old one goes once there is a new. */
  #slotFor(slot: number, length: number): number {
    const { pool } = this;
    const old = this.#slots[slot]!;
    if (old !== NONE && pool.capacity(old) >= length) return old;
    const buffer = pool.acquire(length);
    this.#empty(slot);
    this.#slots[slot] = buffer;
    return buffer;
  }

  #empty(slot: number): void {
    const buffer = this.#slots[slot]!;
    if (buffer === NONE) return;
    this.#slots[slot] = NONE;
    this.pool.release(buffer);
  }
}

export const ringCopy: QueueImplementation = {
  name: "ring_copy",
  summary: "a ring with buffers of its own, each message copied in; taken and done in two steps",
  source: "https://github.com/cockroachdb/drpc",
  traits: TRAITS,
  probe: () => AVAILABLE,
  open: (input) => new RingCopy(input),
};
