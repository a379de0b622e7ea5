/** The end of a hold that is not there is told, and so is a take too many. @module */
import { type MessageQueue, type QueueTraits, TAKEN } from "../../lib/mux/queue/contract.ts";
import { holds, must, mustEqual, mustThrow, type Rule } from "../rule.ts";
import { mustBe, type QueueFixture } from "./queue_fixture.ts";

export const doneIsChecked: Rule<QueueFixture, QueueTraits> = {
  id: "mux/done_is_checked",
  paths: ["MX-5", "X5"],
  requirement: "`done` without a hold, or twice, MUST throw NotHeld, and `take` during a hold " +
    "StillHeld; nothing MUST have changed then",
  source: "https://github.com/cockroachdb/drpc/pull/55",
  killedBy: [
    "done_twice_is_fine",
    "done_twice_releases_again",
    "done_needs_no_take",
    "take_gives_up_the_hold",
  ],
  on: "both",
  check(fixture) {
    const queue = fixture.openFor({ messages: 2 });
    mustRefuse(fixture, queue, "done() before any take");
    fixture.mustOffer(queue, [0]);
    mustRefuse(fixture, queue, "done() with a message queued, none taken");
    mustBe(queue.take(), { expected: TAKEN, what: "take" });
    mustThrow(() => queue.take(), { name: "StillHeld", what: "take() during a hold" });
    must(queue.isHeld, { expected: "the hold goes on", actual: "nothing is held" });
    fixture.mustHold(queue, 0);
    queue.done();
    mustRefuse(fixture, queue, "the second done() of a hold");
    fixture.mustOffer(queue, [1]);
    mustRefuse(fixture, queue, "done() after another offer");
    fixture.mustDrain(queue, [1]);
    queue.close("over");
    mustRefuse(fixture, queue, "done() after the close");
    return holds();
  },
};

function mustRefuse({ pool }: QueueFixture, queue: MessageQueue, what: string): void {
  const { depth } = queue;
  const { releasedCount, strayCount } = pool;
  mustThrow(() => queue.done(), { name: "NotHeld", what });
  mustEqual(queue.depth, { expected: depth, what: `messages queued after ${what}` });
  mustEqual(pool.releasedCount + pool.strayCount, {
    expected: releasedCount + strayCount,
    what: `releases after ${what}`,
  });
}
