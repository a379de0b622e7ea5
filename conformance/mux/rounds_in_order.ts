/** Messages come out as they went in, round after round through the same few places. @module */
import { NOTHING, type QueueTraits } from "../../lib/mux/queue/contract.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { mustBe, numbersFrom, type QueueFixture } from "./queue_fixture.ts";

const ROUNDS = 7;
/** Of three, so that places and rounds do not fall together. */
const CAPACITIES = [1, 2, 3];

export const roundsInOrder: Rule<QueueFixture, QueueTraits> = {
  id: "mux/rounds_in_order",
  paths: ["MX-1", "X4"],
  requirement: "Messages MUST be taken in the order of their offers, each whole, however often " +
    "their places were used before, with room for one message and for more",
  source: "https://github.com/cockroachdb/drpc/pull/55",
  killedBy: ["newest_comes_first", "place_keeps_its_length", "two_change_places"],
  on: "both",
  check(fixture) {
    for (const messages of CAPACITIES) {
      const queue = fixture.openFor({ messages });
      const capacity = fixture.capacityOf(messages);
      let next = 0;
      for (let round = 0; round < ROUNDS; round++) {
        // lengths differ from round to round, so that a place shows what it kept
        const payloadBytes = 100 - 13 * (round % 3);
        const sequences = numbersFrom(next, capacity);
        fixture.mustOffer(queue, sequences, payloadBytes);
        mustEqual(queue.depth, { expected: capacity, what: "messages queued" });
        mustEqual(queue.queuedBytes, { expected: capacity * payloadBytes, what: "bytes queued" });
        fixture.mustDrain(queue, sequences, payloadBytes);
        mustBe(queue.take(), { expected: NOTHING, what: "take from the empty queue" });
        next += capacity;
      }
    }
    return holds();
  },
};
