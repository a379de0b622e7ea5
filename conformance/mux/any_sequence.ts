/** Whatever is done in whatever order, a queue answers as a list would. @module */
import fc from "fast-check";
import {
  ACCEPTED,
  CHARGE_BYTES_MIN,
  DROPPED,
  ENDED,
  FULL,
  type MessageQueue,
  NOTHING,
  type QueueOutcome,
  type QueueTraits,
  TAKEN,
} from "../../lib/mux/queue/contract.ts";
import { mustEqual, type Rule } from "../rule.ts";
import { checkFreshRuns } from "./fresh_runs.ts";
import { mustBe, type QueueFixture } from "./queue_fixture.ts";

const RUNS = 60;
/** What a message of the budget's is counted as; all are of this length or longer. */
const PAYLOAD_BYTES = 100;

type Step = { readonly offer: number } | "take" | "done" | "close";

interface Sequence {
  readonly messages: number;
  readonly firstCount: number;
  readonly steps: readonly Step[];
}

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ offer: fc.integer({ min: 64, max: PAYLOAD_BYTES }) }) },
  { weight: 5, arbitrary: fc.constant<Step>("take") },
  { weight: 4, arbitrary: fc.constant<Step>("done") },
  { weight: 1, arbitrary: fc.constant<Step>("close") },
);

export const anySequence: Rule<QueueFixture, QueueTraits> = {
  id: "mux/any_sequence",
  paths: ["MX-1", "MX-2", "MX-4", "MX-5", "X14"],
  requirement: "After any sequence of offers, takes, ends and closes, outcomes, contents and " +
    "depth MUST be those of a list with that capacity",
  source: "https://github.com/cockroachdb/drpc/pull/55",
  killedBy: [
    "newest_comes_first",
    "takes_one_too_many",
    "close_drops_the_queued",
    "hold_survives_in_the_depth",
  ],
  on: "both",
  check(fixture) {
    return checkFreshRuns<QueueFixture, Sequence>(fixture, {
      inputs: fc.record({
        messages: fc.integer({ min: 1, max: 5 }),
        firstCount: fc.integer({ min: 0, max: 2 ** 30 - 1 }),
        // by default such arrays are short, and a close in the middle is rare
        steps: fc.array(step, { maxLength: 60, size: "max" }),
      }),
      runCount: RUNS,
      run: (fresh, sequence) => new ListRun(fresh, sequence).run(sequence.steps),
      describe: ({ messages, steps }) =>
        `room for ${messages}: ` +
        steps.map((one) => typeof one === "string" ? one : `offer ${one.offer}`).join(", "),
    });
  },
};

/** The queue and the list side by side. */
class ListRun {
  readonly #fixture: QueueFixture;
  readonly #queue: MessageQueue;
  readonly #capacity: number;
  readonly #budgetBytes: number;
  /** Numbers and lengths of what is queued. */
  readonly #list: (readonly [sequence: number, length: number])[] = [];
  #held: readonly [sequence: number, length: number] | undefined;
  #isClosed = false;
  #next = 0;

  constructor(fixture: QueueFixture, { messages, firstCount }: Sequence) {
    this.#fixture = fixture;
    this.#queue = fixture.openFor({ messages, payloadBytes: PAYLOAD_BYTES, firstCount });
    this.#capacity = fixture.capacityOf(messages);
    this.#budgetBytes = messages * PAYLOAD_BYTES;
  }

  run(steps: readonly Step[]): void {
    const queue = this.#queue;
    for (const one of steps) {
      if (typeof one === "object") this.#offer(one.offer);
      else if (one === "close") this.#close();
      else if (one === "take" && this.#held === undefined) this.#take();
      else if (one === "done" && this.#held !== undefined) this.#done();
      mustEqual(queue.depth, { expected: this.#list.length, what: "messages queued" });
      mustEqual(queue.queuedBytes, { expected: this.#queuedBytes(), what: "bytes queued" });
      mustEqual(queue.isHeld, { expected: this.#held !== undefined, what: "held" });
      if (this.#held !== undefined) this.#fixture.mustHold(queue, ...this.#held);
    }
  }

  #offer(length: number): void {
    const sequence = this.#next++;
    const expected = this.#isClosed ? DROPPED : this.#hasRoom(length) ? ACCEPTED : FULL;
    const outcome = this.#fixture.offer(this.#queue, this.#fixture.content(sequence, length));
    mustBe(outcome, { expected, what: `offer of message ${sequence}` });
    if (expected === ACCEPTED) this.#list.push([sequence, length]);
  }

  #take(): void {
    this.#held = this.#list.shift();
    const none: QueueOutcome = this.#isClosed ? ENDED : NOTHING;
    const expected = this.#held === undefined ? none : TAKEN;
    mustBe(this.#queue.take(), { expected, what: "take" });
  }

  #done(): void {
    this.#queue.done();
    this.#held = undefined;
  }

  #close(): void {
    this.#isClosed = true;
    this.#queue.close("over");
  }

  #hasRoom(length: number): boolean {
    const { bound, holdKeepsPlace } = this.#fixture.traits;
    const held = this.#held !== undefined && holdKeepsPlace ? 1 : 0;
    if (bound !== "bytes") return this.#list.length + held < this.#capacity;
    const needed = this.#queuedBytes() + Math.max(length, CHARGE_BYTES_MIN);
    return this.#list.length === 0 || needed <= this.#budgetBytes;
  }

  #queuedBytes(): number {
    return this.#list.reduce((sum, [, length]) => sum + length, 0);
  }
}
