/** The counters of messages wrap, and nobody sees it. @module */
import { COUNTER_END, FULL, NOTHING, type QueueTraits } from "../../lib/mux/queue/contract.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { mustBe, numbersFrom, type QueueFixture } from "./queue_fixture.ts";

const ROUNDS = 4;

export const counterWrap: Rule<QueueFixture, QueueTraits> = {
  id: "mux/counter_wrap",
  paths: ["X6", "MX-1"],
  requirement: "Where counters of messages wrap, order, depth and capacity MUST stay as they are",
  source: "https://github.com/cockroachdb/drpc/pull/55",
  killedBy: ["depth_is_negative_at_wrap", "places_by_remainder"],
  on: "both",
  check(fixture) {
    for (const messages of [1, 3, 4]) {
      for (let before = 0; before < 5; before++) {
        const firstCount = COUNTER_END - 1 - before;
        const queue = fixture.openFor({ messages, firstCount });
        const capacity = fixture.capacityOf(messages);
        for (let round = 0; round < ROUNDS; round++) {
          const sequences = numbersFrom(round * capacity, capacity);
          fixture.mustOffer(queue, sequences);
          mustEqual(queue.depth, { expected: capacity, what: "messages queued" });
          const extra = fixture.offer(queue, fixture.content(99));
          mustBe(extra, { expected: FULL, what: "offer to the full queue" });
          fixture.mustDrain(queue, sequences);
          mustEqual(queue.depth, { expected: 0, what: "messages queued once drained" });
          mustBe(queue.take(), { expected: NOTHING, what: "take from the empty queue" });
        }
      }
    }
    return holds();
  },
};
