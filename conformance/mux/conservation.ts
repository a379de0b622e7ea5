/** What went in is what came out, was dropped, or is still there; counted twice over. @module */
import { ACCEPTED, DROPPED, type QueueTraits, TAKEN } from "../../lib/mux/queue/contract.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import type { QueueFixture } from "./queue_fixture.ts";

const TURNS = 400;
const MESSAGES = 5;

export const conservation: Rule<QueueFixture, QueueTraits> = {
  id: "mux/conservation",
  paths: ["X14"],
  requirement: "Messages accepted MUST equal those taken, discarded and queued, by the queue's " +
    "ledger and by what its producer, its consumer and its pool count",
  source: "https://github.com/cockroachdb/drpc/pull/55",
  killedBy: ["ledger_counts_the_refused", "ledger_forgets_the_discarded", "message_is_lost"],
  on: "both",
  check(fixture) {
    const { random, pool } = fixture;
    const queue = fixture.openFor({ messages: MESSAGES });
    let accepted = 0;
    let taken = 0;
    for (let turn = 0; turn < TURNS; turn++) {
      if (random.next() < 0.6) {
        if (fixture.offer(queue, fixture.content(turn)) === ACCEPTED) accepted++;
      } else if (queue.take() === TAKEN) {
        taken++;
        queue.done();
      }
      mustEqual(queue.depth, { expected: accepted - taken, what: "messages queued" });
    }
    fixture.offer(queue, fixture.content(TURNS));
    const { depth } = queue;
    accepted = queue.ledger.accepted;
    mustEqual(accepted, { expected: taken + depth, what: "accepted: taken and queued" });
    mustEqual(queue.ledger.taken, { expected: taken, what: "taken, by the ledger" });
    queue.close("over");
    let dropped = 0;
    while (dropped < 3 && fixture.offer(queue, fixture.content(0)) === DROPPED) dropped++;
    queue[Symbol.dispose]();
    const { ledger } = queue;
    mustEqual(ledger.dropped, { expected: dropped, what: "dropped, by the ledger" });
    mustEqual(ledger.discarded, { expected: depth, what: "discarded, by the ledger" });
    mustEqual(ledger.accepted, { expected: accepted, what: "accepted, by the ledger, at the end" });
    mustEqual(pool.outstanding, { expected: 0, what: "buffers out" });
    return holds();
  },
};
