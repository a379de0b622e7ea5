/** A message of no bytes, no message, and the end are three things. @module */
import { ENDED, NOTHING, type QueueTraits, TAKEN } from "../../lib/mux/queue/contract.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { mustBe, type QueueFixture } from "./queue_fixture.ts";
import { mustResolve, mustStayPending } from "./settling.ts";

export const emptyIsNotTheEnd: Rule<QueueFixture, QueueTraits> = {
  id: "mux/empty_is_not_the_end",
  paths: ["X7"],
  requirement: "A message of length 0 MUST be taken as one, with a hold and an end of its own; " +
    "an empty queue MUST say NOTHING before the close, and ENDED only behind the last message",
  source: "https://github.com/cockroachdb/drpc/pull/55",
  killedBy: [
    "empty_message_is_nothing",
    "empty_message_is_the_end",
    "nothing_is_the_end",
    "filled_of_an_empty_queue",
  ],
  on: "both",
  async check(fixture) {
    const queue = fixture.openFor({ messages: 3 });
    mustBe(queue.take(), { expected: NOTHING, what: "take from the fresh queue" });
    const filled = queue.filled();
    await mustStayPending(filled, "a consumer of the empty queue");
    fixture.mustOffer(queue, [0], 0);
    await mustResolve(filled, "a consumer once a message of length 0 is there");
    mustEqual(queue.depth, { expected: 1, what: "messages queued" });
    mustBe(queue.take(), { expected: TAKEN, what: "take of a message of length 0" });
    mustEqual(queue.length, { expected: 0, what: "length of a message of length 0" });
    queue.done();
    mustBe(queue.take(), { expected: NOTHING, what: "take from the emptied queue" });
    fixture.mustOffer(queue, [0], 0);
    queue.close("over");
    mustBe(queue.take(), { expected: TAKEN, what: "take of the last message, of length 0" });
    queue.done();
    mustBe(queue.take(), { expected: ENDED, what: "take behind the last message" });
    return holds();
  },
};
