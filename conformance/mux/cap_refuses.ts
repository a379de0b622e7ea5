/** A full queue refuses, and nothing has happened then. @module */
import { FULL, type QueueTraits } from "../../lib/mux/queue/contract.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { mustBe, numbersFrom, type QueueFixture } from "./queue_fixture.ts";
import { mustResolve, mustStayPending } from "./settling.ts";

const MESSAGES = 4;

export const capRefuses: Rule<QueueFixture, QueueTraits> = {
  id: "mux/cap_refuses",
  paths: ["X3", "MX-1"],
  requirement: "A queue MUST take as many messages as it was opened for and refuse the next one, " +
    "whose buffer stays its producer's, until the place of an older one is free",
  source: "https://github.com/cockroachdb/drpc/pull/55",
  killedBy: ["takes_one_too_many", "refusal_takes_the_buffer", "held_place_is_given_away"],
  on: "both",
  async check(fixture) {
    const { pool, traits } = fixture;
    const queue = fixture.openFor({ messages: MESSAGES });
    const capacity = fixture.capacityOf(MESSAGES);
    fixture.mustOffer(queue, numbersFrom(0, capacity));
    const payload = fixture.content(capacity);
    const buffer = fixture.fill(payload);
    const offer = () => queue.offer(buffer, payload.length);
    mustBe(offer(), { expected: FULL, what: `offer to a queue with all its ${capacity} messages` });
    mustEqual(queue.depth, { expected: capacity, what: "messages queued after the refusal" });
    mustEqual(pool.isOut(buffer), { expected: true, what: "the refused buffer is its producer's" });
    const kept = pool.bytes.slice(pool.offset(buffer), pool.offset(buffer) + payload.length);
    mustEqual(kept, { expected: payload, what: "content of the refused buffer" });
    const room = queue.room();
    await mustStayPending(room, "a producer at a full queue");
    fixture.mustTake(queue, 0);
    if (traits.holdKeepsPlace) {
      mustBe(offer(), { expected: FULL, what: "offer while the oldest is held, place and all" });
      queue.done();
    }
    await mustResolve(room, "a producer once a place is free");
    fixture.mustOffer(queue, [capacity]);
    mustBe(offer(), { expected: FULL, what: "offer once that place is taken" });
    pool.release(buffer);
    if (queue.isHeld) queue.done();
    fixture.mustDrain(queue, numbersFrom(1, capacity));
    return holds();
  },
};
