/** A close waits for the held message where that is declared, and leaves it whole in any case. @module */
import type { QueueTraits } from "../../lib/mux/queue/contract.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import type { QueueFixture } from "./queue_fixture.ts";
import { mustResolve, mustStayPending } from "./settling.ts";

export const closeWaitsAsDeclared: Rule<QueueFixture, QueueTraits> = {
  id: "mux/close_waits_as_declared",
  paths: ["MX-3", "X11"],
  requirement: "With a message held, `closed` MUST wait for its end where the queue declares " +
    "so, and MUST NOT elsewhere; the message stays whole until its end",
  source: "https://github.com/cockroachdb/drpc/pull/55",
  killedBy: [
    "close_does_not_wait",
    "close_waits_unasked",
    "done_forgets_the_closer",
    "close_ends_the_hold",
  ],
  on: "both",
  async check(fixture) {
    const { closeWaitsForHeld } = fixture.traits;
    const queue = fixture.openFor({ messages: 2 });
    fixture.mustOffer(queue, [0]);
    const early = queue.closed();
    await mustStayPending(early, "closed() of an open queue");
    fixture.mustTake(queue, 0);
    queue.close("over");
    const late = queue.closed();
    if (closeWaitsForHeld) {
      await mustStayPending(early, "closed() called before, a message held");
      await mustStayPending(late, "closed() called after, a message held");
    } else {
      await mustResolve(early, "closed() called before, a message held");
      await mustResolve(late, "closed() called after, a message held");
    }
    mustEqual(queue.isHeld, { expected: true, what: "held after the close" });
    fixture.mustHold(queue, 0);
    queue.done();
    await mustResolve(early, "closed() called before, once the hold ended");
    await mustResolve(late, "closed() called after, once the hold ended");
    await mustResolve(queue.closed(), "closed() of the closed queue");
    const idle = fixture.openFor({ messages: 2 });
    idle.close("over");
    await mustResolve(idle.closed(), "closed() of a queue with nothing held");
    return holds();
  },
};
