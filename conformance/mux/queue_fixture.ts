/** What the rules of queues are given: a checked pool, a queue on it, and payloads to send through. @module */
import { POISON } from "../../lib/buffer_pool.ts";
import type { Probe } from "../../lib/implementation.ts";
import { CopyCounter } from "../../lib/mux/copy_counter.ts";
import { MessagePool } from "../../lib/mux/message_pool.ts";
import {
  ACCEPTED,
  CHARGE_BYTES_MIN,
  FULL,
  type MessageQueue,
  QUEUE_OUTCOME_NAMES,
  type QueueImplementation,
  type QueueInput,
  type QueueOutcome,
  type QueueTraits,
  TAKEN,
} from "../../lib/mux/queue/contract.ts";
import { Random } from "../random.ts";
import { must, mustEqual } from "../rule.ts";
import type { FixtureOptions } from "../suite.ts";

/** Room for all that a rule sends at once, and little to map. */
const ARENA_BYTES = 16 * 1024 * 1024;
/** So few that giving memory back can be seen. */
const KEPT_BYTES = 256 * 1024;

/** How much fits the queue that {@linkcode QueueFixture.openFor} opens. */
export interface RoomFor {
  readonly messages: number;
  /** Of how many bytes each. @default {100} */
  readonly payloadBytes?: number;
  /** @default {0} */
  readonly firstCount?: number;
}

/**
 * A fresh pool, and the implementation to queue with.
 *
 * Ownership: the fixture owns the pool and whatever it opened; disposing it disposes all, and
 * breaks the rule when not every buffer came back exactly once.
 */
export class QueueFixture implements Disposable {
  /** `mux/queue/ring_copy`. */
  readonly implementation: string;
  readonly on: "kernel" | "fake";
  readonly traits: QueueTraits;
  /** The same seed makes the same check. */
  readonly seed: number;
  readonly random: Random;
  /** In checked mode: a buffer is poisoned as soon as it is released. */
  readonly pool: MessagePool;
  readonly copies = new CopyCounter();
  readonly #options: FixtureOptions<QueueImplementation>;
  readonly #opened: MessageQueue[] = [];
  #isAbandoned = false;

  constructor(options: FixtureOptions<QueueImplementation>) {
    this.#options = options;
    this.implementation = options.id;
    this.on = options.on;
    this.traits = options.implementation.traits;
    this.seed = options.seed;
    this.random = new Random(options.seed);
    this.pool = new MessagePool({
      arenaBytes: ARENA_BYTES,
      keptBytesMax: KEPT_BYTES,
      checked: true,
    });
  }

  probe(): Probe {
    return this.#options.implementation.probe();
  }

  /** Opens a queue, which the fixture disposes. */
  open(input: Omit<QueueInput, "pool"> = {}): MessageQueue {
    const { pool, copies } = this;
    const queue = this.#options.implementation.open({ pool, copies, ...input });
    this.#opened.push(queue);
    return queue;
  }

  /** Opens a queue with room for so many messages, or for one where more is not possible. */
  openFor({ messages, payloadBytes = 100, firstCount = 0 }: RoomFor): MessageQueue {
    const budgetBytes = messages * Math.max(payloadBytes, CHARGE_BYTES_MIN);
    return this.open({ capacity: messages, budgetBytes, firstCount });
  }

  /** How many messages fit a queue that was opened for so many. */
  capacityOf(messages: number): number {
    return this.traits.bound === "one" ? 1 : messages;
  }

  /** What the payload number `sequence` holds; no two are alike, and none is poison. */
  content(sequence: number, payloadBytes = 100): Uint8Array {
    const content = new Uint8Array(payloadBytes);
    let state = (sequence + 1) * 0x9e3779b1;
    for (let at = 0; at < payloadBytes; at++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const byte = state >>> 24;
      content[at] = byte === POISON ? 0 : byte;
    }
    return content;
  }

  /** A pool buffer with these bytes; the caller's. */
  fill(payload: Uint8Array): number {
    const { pool } = this;
    const buffer = pool.acquire(payload.length);
    pool.copyIn(pool.offset(buffer), payload, 0, payload.length);
    return buffer;
  }

  /** Offers a payload in a buffer of its own, which is released when there is no room. */
  offer(queue: MessageQueue, payload: Uint8Array): QueueOutcome {
    const buffer = this.fill(payload);
    const outcome = queue.offer(buffer, payload.length);
    if (outcome === FULL) this.pool.release(buffer);
    return outcome;
  }

  /** Offers payloads of these numbers, each of which must be taken in. */
  mustOffer(queue: MessageQueue, sequences: readonly number[], payloadBytes = 100): void {
    for (const sequence of sequences) {
      const outcome = this.offer(queue, this.content(sequence, payloadBytes));
      mustBe(outcome, { expected: ACCEPTED, what: `offer of message ${sequence}` });
    }
  }

  /** Takes a message, which must be the payload of that number. It stays held. */
  mustTake(queue: MessageQueue, sequence: number, payloadBytes = 100): void {
    mustBe(queue.take(), { expected: TAKEN, what: `take of message ${sequence}` });
    this.mustHold(queue, sequence, payloadBytes);
  }

  /** The message held must be the payload of that number. */
  mustHold(queue: MessageQueue, sequence: number, payloadBytes = 100): void {
    const expected = this.content(sequence, payloadBytes);
    mustEqual(heldBytes(queue), { expected, what: `message ${sequence}` });
  }

  /** Takes messages, which must be the payloads of these numbers, and is done with each. */
  mustDrain(queue: MessageQueue, sequences: readonly number[], payloadBytes = 100): void {
    for (const sequence of sequences) {
      this.mustTake(queue, sequence, payloadBytes);
      queue.done();
    }
  }

  /** Runs `body` on a fixture of its own, for a check that is made many times. */
  async afresh(body: (fixture: QueueFixture) => void | Promise<void>): Promise<void> {
    const fixture = new QueueFixture(this.#options);
    let failed = true;
    try {
      await body(fixture);
      failed = false;
    } finally {
      if (failed) fixture.#abandon();
      else fixture[Symbol.dispose]();
    }
  }

  /** Disposes what was opened. @throws {Broken} when not every buffer came back exactly once. */
  [Symbol.dispose](): void {
    if (this.#isAbandoned) return;
    let failed = true;
    try {
      for (const queue of this.#opened.splice(0)) queue[Symbol.dispose]();
      const { outstanding, strayCount } = this.pool;
      mustEqual(outstanding, { expected: 0, what: "buffers out after disposal" });
      mustEqual(strayCount, { expected: 0, what: "releases of buffers that were not out" });
      failed = false;
    } finally {
      if (failed) this.#abandon();
      else this.pool[Symbol.dispose]();
    }
  }

  /**
   * Lets go of what a rule found broken. Its pool stays mapped: whoever sleeps in a broken queue
   * may wake up and write to it, and would end the process. Few pages are left behind by that.
   */
  #abandon(): void {
    this.#isAbandoned = true;
    for (const queue of this.#opened.splice(0)) {
      try {
        queue[Symbol.dispose]();
      } catch { /* it is known to be broken */ }
    }
  }
}

/** A copy of the message held. */
export function heldBytes({ bytes, offset, length }: MessageQueue): Uint8Array {
  return bytes.slice(offset, offset + length);
}

/** Goes on only with that outcome. @throws {Broken} with both in words. */
export function mustBe(
  actual: QueueOutcome,
  { expected, what }: { readonly expected: QueueOutcome; readonly what: string },
): void {
  must(actual === expected, {
    expected: `${what}: ${QUEUE_OUTCOME_NAMES[expected]}`,
    actual: `${what}: ${QUEUE_OUTCOME_NAMES[actual] ?? actual}`,
  });
}

/** The numbers from `first` on. */
export function numbersFrom(first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
