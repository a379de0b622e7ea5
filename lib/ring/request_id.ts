/** How requests to io_uring are named: operation and id in 64 bits, and which ids are in use. @module */
import { CapReached } from "../errors.ts";

/** What a completion belongs to: bits 63 to 56 of `user_data`. */
export const OPERATION = {
  receive: 1,
  receiveMultishot: 2,
  send: 3,
  sendStream: 4,
  sendLinked: 5,
  cancel: 6,
  pollClose: 7,
  pollFlush: 8,
} as const;

/** One of {@linkcode OPERATION}. */
export type Operation = typeof OPERATION[keyof typeof OPERATION];

const OPERATION_SHIFT = 24;
const RESERVED_MASK = 0x00ff_ffff;

/** What {@linkcode RequestTable} says of a completion that it does not know. */
export const ORPHAN = -1;

/** The upper half of `user_data`: the operation, and zero in the reserved bits 55 to 32. */
export function userDataHigh(operation: Operation): number {
  return (operation << OPERATION_SHIFT) >>> 0;
}

/** The operation in the upper half, or 0 where a reserved bit is set. */
export function operationOf(high: number): number {
  return (high & RESERVED_MASK) === 0 ? high >>> OPERATION_SHIFT : 0;
}

/** What {@linkcode RequestTable} takes. */
export interface RequestTableOptions {
  /** The most requests in flight. */
  readonly capacity: number;
  /** The first id, for tests of the wrap. @default {1} */
  readonly firstId?: number;
}

/**
 * The requests in flight: from id to operation and slot. Allocates nothing after opening.
 *
 * Ids are 32 bits and wrap. An id's cell is its lower bits; an id whose cell is taken is skipped,
 * so that no id in use is given twice and none must be searched for.
 */
export class RequestTable {
  readonly capacity: number;
  readonly #mask: number;
  readonly #ids: Uint32Array<ArrayBuffer>;
  /** 0 where the cell is free. */
  readonly #operations: Uint8Array<ArrayBuffer>;
  readonly #slots: Int32Array<ArrayBuffer>;
  /** The next id; a cell, since a field past 2^30 would be boxed. */
  readonly #next: Uint32Array<ArrayBuffer>;
  #count = 0;

  constructor({ capacity, firstId = 1 }: RequestTableOptions) {
    const cells = 2 ** Math.ceil(Math.log2(Math.max(capacity, 1)));
    this.capacity = capacity;
    this.#mask = cells - 1;
    this.#ids = new Uint32Array(cells);
    this.#operations = new Uint8Array(cells);
    this.#slots = new Int32Array(cells);
    this.#next = Uint32Array.of(firstId);
  }

  /** Requests without their last completion. */
  get count(): number {
    return this.#count;
  }

  /** Whether {@linkcode acquire} would refuse. */
  get isFull(): boolean {
    return this.#count === this.capacity;
  }

  /**
   * Enters a request. Returns its id.
   *
   * @throws {CapReached} when `capacity` are in flight; nothing changed.
   */
  acquire(operation: Operation, slot: number): number {
    if (this.#count === this.capacity) {
      throw new CapReached(`Cannot start a request: all ${this.capacity} are in flight`);
    }
    while (this.#operations[this.#next[0]! & this.#mask] !== 0) this.#next[0]!++;
    const id = this.#next[0]!++;
    const cell = id & this.#mask;
    this.#ids[cell] = id;
    this.#operations[cell] = operation;
    this.#slots[cell] = slot;
    this.#count++;
    return id;
  }

  /** The slot of a completion's request, or {@linkcode ORPHAN}. */
  find(low: number, high: number): number {
    const cell = low & this.#mask;
    const operation = operationOf(high);
    const known = operation !== 0 && this.#operations[cell] === operation &&
      this.#ids[cell] === low;
    return known ? this.#slots[cell]! : ORPHAN;
  }

  /** Takes a request out whose last completion was seen; `low` was found. */
  release(low: number): void {
    this.#operations[low & this.#mask] = 0;
    this.#count--;
  }
}
