/** A closed queue gives what it has, and then its end for ever. @module */
import { ENDED, type QueueTraits } from "../../lib/mux/queue/contract.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { mustBe, numbersFrom, type QueueFixture } from "./queue_fixture.ts";
import { mustResolve } from "./settling.ts";

const MESSAGES = 5;
const REPEATS = 5;

export const closeDrains: Rule<QueueFixture, QueueTraits> = {
  id: "mux/close_drains",
  paths: ["MX-2", "X11"],
  requirement: "What was queued at a close MUST still be taken, then the end be told for ever " +
    "with the reason of the first close, whatever later ones say",
  source: "https://github.com/cockroachdb/drpc/pull/55",
  killedBy: [
    "close_drops_the_queued",
    "last_reason_wins",
    "end_is_told_once",
    "second_close_throws",
  ],
  on: "both",
  async check(fixture) {
    const reasons: readonly unknown[] = [new Error("the first"), "a word", undefined];
    for (const reason of reasons) {
      const queue = fixture.openFor({ messages: MESSAGES });
      const sequences = numbersFrom(0, fixture.capacityOf(MESSAGES));
      mustEqual(queue.isClosed, { expected: false, what: "closed before the close" });
      fixture.mustOffer(queue, sequences);
      queue.close(reason);
      queue.close(new Error("the second"));
      mustEqual(queue.isClosed, { expected: true, what: "closed after the close" });
      mustEqual(queue.depth, { expected: sequences.length, what: "messages queued at the close" });
      fixture.mustDrain(queue, sequences);
      for (let repeat = 0; repeat < REPEATS; repeat++) {
        mustBe(queue.take(), {
          expected: ENDED,
          what: `take number ${repeat + 1} from the drained`,
        });
        mustEqual(Object.is(queue.reason, reason), {
          expected: true,
          what: "the first reason stays",
        });
        await mustResolve(queue.filled(), "a consumer of the ended queue");
        queue.close(new Error("a later one"));
      }
    }
    return holds();
  },
};
