/** A close wakes whoever waits. @module */
import { DROPPED, ENDED, type QueueTraits } from "../../lib/mux/queue/contract.ts";
import { holds, type Rule } from "../rule.ts";
import { mustBe, numbersFrom, type QueueFixture } from "./queue_fixture.ts";
import { mustResolve, mustStayPending } from "./settling.ts";

const MESSAGES = 2;

export const closeWakes: Rule<QueueFixture, QueueTraits> = {
  id: "mux/close_wakes",
  paths: ["MX-2", "MX-6", "X8"],
  requirement: "A close MUST wake every producer that waits for room and every consumer that " +
    "waits for a message",
  source: "https://github.com/cockroachdb/drpc/pull/55",
  killedBy: ["close_forgets_the_producer", "close_forgets_the_consumer", "close_wakes_one"],
  on: "both",
  async check(fixture) {
    const full = fixture.openFor({ messages: MESSAGES });
    const sequences = numbersFrom(0, fixture.capacityOf(MESSAGES));
    fixture.mustOffer(full, sequences);
    const empty = fixture.openFor({ messages: MESSAGES });
    fixture.offer(full, fixture.content(9)); // refused: it says how much room is wanted
    const waiting = [full.room(), full.room(), empty.filled(), empty.filled()];
    for (const wait of waiting) await mustStayPending(wait, "a wait with nothing to wake it");
    full.close("over");
    empty.close("over");
    await mustResolve(waiting[0]!, "a producer that waits at the close");
    await mustResolve(waiting[1]!, "a second producer that waits at the close");
    await mustResolve(waiting[2]!, "a consumer that waits at the close");
    await mustResolve(waiting[3]!, "a second wait of the consumer at the close");
    mustBe(fixture.offer(full, fixture.content(9)), {
      expected: DROPPED,
      what: "offer of the producer that was woken",
    });
    mustBe(empty.take(), { expected: ENDED, what: "take of the consumer that was woken" });
    await mustResolve(full.room(), "a producer that comes after the close");
    await mustResolve(empty.filled(), "a consumer that comes after the close");
    fixture.mustDrain(full, sequences);
    return holds();
  },
};
