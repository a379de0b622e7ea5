/** A message offered to a closed queue is dropped, in silence, and its buffer is back. @module */
import { DROPPED, FULL, type QueueTraits } from "../../lib/mux/queue/contract.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { mustBe, numbersFrom, type QueueFixture } from "./queue_fixture.ts";

const MESSAGES = 3;

export const lateOffersAreDropped: Rule<QueueFixture, QueueTraits> = {
  id: "mux/late_offers_are_dropped",
  paths: ["MX-2", "MX-4", "X2"],
  requirement: "A message offered after the close MUST be dropped without an error, its buffer " +
    "released, also when the queue was full at first and was closed while the producer waited",
  source: "https://github.com/cockroachdb/drpc/pull/55",
  killedBy: [
    "late_buffer_is_lost",
    "late_offer_is_taken",
    "late_offer_throws",
    "full_beats_closed",
  ],
  on: "both",
  check(fixture) {
    const { pool } = fixture;
    const queue = fixture.openFor({ messages: MESSAGES });
    const sequences = numbersFrom(0, fixture.capacityOf(MESSAGES));
    fixture.mustOffer(queue, sequences);
    const payload = fixture.content(77);
    const blocked = fixture.fill(payload);
    const offer = () => queue.offer(blocked, payload.length);
    mustBe(offer(), { expected: FULL, what: "offer to the full queue" });
    queue.close("over");
    mustBe(offer(), { expected: DROPPED, what: "the same offer after the close" });
    mustEqual(pool.isOut(blocked), { expected: false, what: "the buffer dropped is still out" });
    fixture.mustDrain(queue, sequences);
    const late = fixture.fill(payload);
    mustBe(queue.offer(late, payload.length), { expected: DROPPED, what: "offer to the drained" });
    mustEqual(pool.isOut(late), { expected: false, what: "the buffer dropped late is still out" });
    mustEqual(queue.depth, { expected: 0, what: "messages queued" });
    return holds();
  },
};
