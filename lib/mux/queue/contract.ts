/** The queue between a connection's reader and a stream's receiver: what it is given and gives. @module */
import type { HostTraits, Implementation } from "../../implementation.ts";
import type { CopyCounter } from "../copy_counter.ts";
import type { MessagePool } from "../message_pool.ts";

/** An offer: nothing happened, the buffer stays the caller's; wait for `room`. */
export const FULL = 0;
/** An offer: the buffer is the queue's now. */
export const ACCEPTED = 1;
/** An offer to a closed queue: the message was dropped and its buffer released. */
export const DROPPED = 2;
/** A take: nothing is there now; wait for `filled`. */
export const NOTHING = 3;
/** A take: `bytes`, `offset` and `length` are the message, held until `done`. */
export const TAKEN = 4;
/** A take: the queue was closed and is drained; `reason` says why. For ever. */
export const ENDED = 5;

/** One of the constants above. */
export type QueueOutcome =
  | typeof FULL
  | typeof ACCEPTED
  | typeof DROPPED
  | typeof NOTHING
  | typeof TAKEN
  | typeof ENDED;

/** Outcome to word, for messages. */
export const QUEUE_OUTCOME_NAMES: readonly string[] = [
  "FULL",
  "ACCEPTED",
  "DROPPED",
  "NOTHING",
  "TAKEN",
  "ENDED",
];

/** Messages a queue bounded by messages takes where nothing else is said. */
export const DEFAULT_CAPACITY = 256;
/** Bytes a queue bounded by bytes takes where nothing else is said. */
export const DEFAULT_BUDGET_BYTES = 256 * 1024;
/** A byte budget counts a shorter message as so many bytes: an empty one takes room too. */
export const CHARGE_BYTES_MIN = 64;
/** Where counters of messages wrap: above it a field would be boxed. A power of two. */
export const COUNTER_END = 2 ** 30;

/** What {@linkcode Implementation.open} takes. */
export interface QueueInput {
  /** Where messages come from and go back to; borrowed. */
  readonly pool: MessagePool;
  /** The most messages, 1 to 2^20; for a queue bounded by messages. @default {256} */
  readonly capacity?: number;
  /** The most bytes; for a queue bounded by bytes. @default {262144} */
  readonly budgetBytes?: number;
  /** Counts what is copied. @default {none} */
  readonly copies?: CopyCounter;
  /** What the counter of messages starts with, 0 to 2^30 - 1, so that its wrap can be had. */
  readonly firstCount?: number;
}

/**
 * A queue of whole messages with one consumer, and producers that offer in turn.
 *
 * Everything that can be done at once is done by the call; promises are for waiting only, are
 * shared by all who wait, and are a hint: try again, and wait again when it did not work out.
 *
 * Ownership: an accepted buffer is the queue's; it goes back to the pool exactly once, at the
 * latest at disposal. A taken message is the consumer's to read until `done`, whatever is offered
 * or closed meanwhile. Disposal closes, releases what is queued, and ends a hold.
 */
export interface MessageQueue extends Disposable {
  /**
   * Takes a message of `length` bytes in a buffer of the pool. ACCEPTED, FULL or DROPPED.
   *
   * @throws {RangeError} when the buffer is shorter; nothing changed.
   * @throws {CapReached} when a queue that copies gets no buffer for it; nothing changed.
   */
  offer(buffer: number, length: number): QueueOutcome;
  /** Resolves when an offer may succeed, or the queue is closed. */
  room(): Promise<void>;
  /**
   * Takes the oldest message. TAKEN, NOTHING or ENDED.
   *
   * @throws {StillHeld} while a message is held; nothing changed.
   */
  take(): QueueOutcome;
  /** Resolves when a take may succeed, or the queue is closed. */
  filled(): Promise<void>;
  /** Ends the hold. @throws {NotHeld} without one, and the second time; nothing changed. */
  done(): void;
  /** Takes no more; what is queued can still be taken. The first reason stays. */
  close(reason: unknown): void;
  /** Resolves once closed and, with the trait `closeWaitsForHeld`, nothing is held. */
  closed(): Promise<void>;
  readonly isClosed: boolean;
  /** Whether a message is held. */
  readonly isHeld: boolean;
  /** What the first close was given; undefined before. */
  readonly reason: unknown;
  /** Messages queued, the held one left out. */
  readonly depth: number;
  /** Their bytes. */
  readonly queuedBytes: number;
  /** Where the held message lies. */
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly length: number;
  readonly ledger: QueueLedger;
}

/** What a queue counted. `accepted` = `taken` + `discarded` + its depth. */
export interface QueueLedger {
  readonly accepted: number;
  readonly taken: number;
  /** Offered after the close. */
  readonly dropped: number;
  /** Queued and never taken: released by the disposal. */
  readonly discarded: number;
}

/** What a queue declares. */
export interface QueueTraits extends HostTraits {
  /** What bounds it: `capacity` of its input, `budgetBytes` of it, or one message in all. */
  readonly bound: "messages" | "bytes" | "one";
  /** How often it copies each message. */
  readonly copiesPerMessage: number;
  /** Whether the held message keeps its place, so that its producer waits for `done`. */
  readonly holdKeepsPlace: boolean;
  /** Whether `closed` resolves only once nothing is held. */
  readonly closeWaitsForHeld: boolean;
  /** Whether a message not taken keeps the producer, and so all its streams, from going on. */
  readonly blocksOthers: boolean;
}

/** A way to queue. */
export type QueueImplementation = Implementation<QueueInput, MessageQueue, QueueTraits>;

/** {@linkcode QueueInput} with its defaults, but for the counter. */
export type CheckedQueueInput = Required<Omit<QueueInput, "copies">>;

/** Checks what `open` was given. @throws {RangeError} naming what is out of range. */
export function checkQueueInput(input: QueueInput): CheckedQueueInput {
  const {
    pool,
    capacity = DEFAULT_CAPACITY,
    budgetBytes = DEFAULT_BUDGET_BYTES,
    firstCount = 0,
  } = input;
  requireWithin("a capacity", capacity, { from: 1, to: 2 ** 20 });
  requireWithin("a byte budget", budgetBytes, { from: 1, to: COUNTER_END - 1 });
  requireWithin("a first count", firstCount, { from: 0, to: COUNTER_END - 1 });
  return { pool, capacity, budgetBytes, firstCount };
}

function requireWithin(
  what: string,
  value: number,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  if (Number.isInteger(value) && value >= from && value <= to) return;
  throw new RangeError(
    `Cannot open a queue with ${what} of ${value}: ${from} to ${to} is possible`,
  );
}
