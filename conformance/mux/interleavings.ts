/** Producers, a consumer and a closer, in orders that fast-check's scheduler picks. @module */
import fc from "fast-check";
import {
  ACCEPTED,
  DROPPED,
  ENDED,
  FULL,
  type MessageQueue,
  NOTHING,
} from "../../lib/mux/queue/contract.ts";
import { Broken, must, mustEqual } from "../rule.ts";
import type { QueueFixture } from "./queue_fixture.ts";
import { stir } from "./settling.ts";

/** Who takes part, and who goes next. */
export interface Cast {
  readonly messages: number;
  /** How many messages each producer has. */
  readonly producers: readonly number[];
  /** After how many turns of its own the closer closes; null: once all is sent. */
  readonly closeAt: number | null;
  readonly scheduler: fc.Scheduler;
}

/** Every cast worth trying. */
export function casts(): fc.Arbitrary<Cast> {
  return fc.record({
    messages: fc.integer({ min: 1, max: 3 }),
    producers: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
    // as often at the end: a close in between wakes who would otherwise sleep for ever
    closeAt: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 2 }),
    scheduler: fc.scheduler(),
  });
}

const REASON = "closed by the closer";
/** The messages of a producer are numbered from its own thousand on. */
const PRODUCER_NUMBERS = 1000;

/** One play of a cast on a queue of its own. */
export class Play {
  readonly #fixture: QueueFixture;
  readonly #cast: Cast;
  readonly #queue: MessageQueue;
  readonly #accepted: number[] = [];
  readonly #received: number[] = [];
  #isOver = false;

  constructor(fixture: QueueFixture, cast: Cast) {
    this.#fixture = fixture;
    this.#cast = cast;
    this.#queue = fixture.openFor({ messages: cast.messages });
  }

  /** Plays to the end. @throws {Broken} when somebody waits for ever, or a message is lost. */
  async run(): Promise<void> {
    let error: unknown;
    const all = this.#all().catch((thrown: unknown) => error = thrown ?? new Error("nothing"));
    all.then(() => this.#isOver = true);
    const { scheduler } = this.#cast;
    const canGoOn = () => this.#isOver || scheduler.count() > 0;
    while (!this.#isOver) {
      if (scheduler.count() > 0) await scheduler.waitNext(1);
      if (!await stir(canGoOn, 3)) {
        throw new Broken("every producer, consumer and closer comes to its end", this.#stalled());
      }
    }
    if (error !== undefined) throw error;
    mustEqual(this.#received, { expected: this.#accepted, what: "messages taken, in order" });
  }

  async #all(): Promise<void> {
    const { producers } = this.#cast;
    const sending = Promise.all(producers.map((count, index) => this.#produce(index, count)));
    await Promise.all([sending, this.#consume(), this.#close(sending)]);
  }

  async #produce(index: number, count: number): Promise<void> {
    const name = `producer ${index + 1}`;
    const first = index * PRODUCER_NUMBERS;
    for (let sequence = first; sequence < first + count;) {
      await this.#step(name);
      const outcome = this.#fixture.offer(this.#queue, this.#fixture.content(sequence));
      if (outcome === DROPPED) return;
      if (outcome === ACCEPTED) this.#accepted.push(sequence++);
      if (outcome !== FULL) continue;
      await this.#queue.room();
    }
  }

  async #consume(): Promise<void> {
    const queue = this.#queue;
    for (;;) {
      await this.#step("consumer");
      const outcome = queue.take();
      if (outcome === ENDED) break;
      if (outcome === NOTHING) {
        await queue.filled();
        continue;
      }
      const sequence = this.#accepted[this.#received.length];
      must(sequence !== undefined, { expected: "nothing to take", actual: "a message" });
      this.#received.push(sequence);
      await this.#step("consumer reads");
      this.#fixture.mustHold(queue, sequence);
      queue.done();
    }
    mustEqual(queue.reason, { expected: REASON, what: "reason of the end" });
  }

  async #close(sending: Promise<unknown>): Promise<void> {
    const { closeAt } = this.#cast;
    if (closeAt === null) await sending;
    for (let turn = 0; turn < (closeAt ?? 0); turn++) await this.#step("closer");
    await this.#step("closer closes");
    this.#queue.close(REASON);
    await this.#queue.closed();
  }

  /** Waits until the scheduler says that it is this one's turn. */
  async #step(name: string): Promise<void> {
    await this.#cast.scheduler.schedule(Promise.resolve(), name);
  }

  #stalled(): string {
    const { depth, isHeld, isClosed } = this.#queue;
    const state = `${depth} queued${isHeld ? ", one held" : ""}${isClosed ? ", closed" : ""}`;
    return `somebody waits for ever with ${state}`;
  }
}

/** A cast in words, with the order in which it went. */
export function describeCast({ messages, producers, closeAt, scheduler }: Cast): string {
  const when = closeAt === null ? "at the end" : `after ${closeAt} turns`;
  const order = scheduler.report().filter(({ status }) => status === "resolved")
    .map(({ label }) => label).join(", ");
  return `room for ${messages}, producers of ${producers.join(" and ")} messages, ` +
    `closed ${when}: ${order}`;
}
