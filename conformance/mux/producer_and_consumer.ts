/** A thousand messages through a small queue, both ends going on at their own pace. @module */
import {
  ACCEPTED,
  ENDED,
  FULL,
  type MessageQueue,
  NOTHING,
  type QueueTraits,
} from "../../lib/mux/queue/contract.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { mustBe, type QueueFixture } from "./queue_fixture.ts";
import { mustProgress } from "./settling.ts";

const MESSAGES = 1000;
const CAPACITIES = [1, 2, 16];

export const producerAndConsumer: Rule<QueueFixture, QueueTraits> = {
  id: "mux/producer_and_consumer",
  paths: ["MX-1", "X9"],
  requirement: "A producer and a consumer that wait only when told to MUST pass 1000 messages, " +
    "each once, whole and in order",
  source: "https://github.com/cockroachdb/drpc/pull/55",
  killedBy: ["room_wakes_nobody", "filled_wakes_nobody", "newest_comes_first"],
  on: "both",
  async check(fixture) {
    for (const messages of CAPACITIES) {
      const queue = fixture.openFor({ messages });
      const passing = Promise.all([produce(fixture, queue), consume(fixture, queue)]);
      await mustProgress(passing, { progress: () => queue.ledger.taken, what: "1000 messages" });
    }
    return holds();
  },
};

async function produce(fixture: QueueFixture, queue: MessageQueue): Promise<void> {
  for (let sequence = 0; sequence < MESSAGES;) {
    const outcome = fixture.offer(queue, fixture.content(sequence));
    if (outcome === FULL) await queue.room();
    else mustBe(outcome, { expected: ACCEPTED, what: `offer of message ${sequence++}` });
    if (fixture.random.next() < 0.1) await null;
  }
  queue.close("all sent");
}

async function consume(fixture: QueueFixture, queue: MessageQueue): Promise<void> {
  for (let sequence = 0;;) {
    const outcome = queue.take();
    if (outcome === ENDED) {
      mustEqual(sequence, { expected: MESSAGES, what: "messages taken" });
      return;
    }
    if (outcome === NOTHING) {
      await queue.filled();
      continue;
    }
    fixture.mustHold(queue, sequence++);
    if (fixture.random.next() < 0.1) await null;
    queue.done();
  }
}
