/** Every buffer goes back to its pool once, whichever way its message went. @module */
import { FULL, type MessageQueue, type QueueTraits } from "../../lib/mux/queue/contract.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { mustBe, type QueueFixture } from "./queue_fixture.ts";

const MESSAGES = 4;

/** What can become of messages until the disposal. */
const WAYS: Readonly<Record<string, (fixture: QueueFixture, queue: MessageQueue) => void>> = {
  "taken and done": (fixture, queue) => fixture.mustDrain(queue, [0]),
  "left in an open queue": () => {},
  "left in a closed queue": (_fixture, queue) => queue.close("over"),
  "held at the disposal": (fixture, queue) => fixture.mustTake(queue, 0),
  "held at the close and at the disposal": (fixture, queue) => {
    fixture.mustTake(queue, 0);
    queue.close("over");
  },
  "refused, and dropped after the close": (fixture, queue) => {
    const buffer = fixture.fill(fixture.content(50));
    mustBe(queue.offer(buffer, 100), { expected: FULL, what: "offer to the full queue" });
    queue.close("over");
    queue.offer(buffer, 100);
  },
  "offered after the close": (fixture, queue) => {
    queue.close("over");
    queue.offer(fixture.fill(fixture.content(50)), 100);
  },
};

export const buffersComeBack: Rule<QueueFixture, QueueTraits> = {
  id: "mux/buffers_come_back",
  paths: ["MX-4", "X2", "X15"],
  requirement: "Every buffer MUST be released exactly once: taken, left in a queue that is " +
    "disposed, held at its disposal, or dropped; and a disposal repeated MUST do no harm",
  source: "https://github.com/cockroachdb/drpc/pull/55",
  killedBy: [
    "queued_are_left_behind",
    "held_is_left_behind",
    "disposal_releases_twice",
    "late_buffer_is_lost",
  ],
  on: "both",
  async check(fixture) {
    for (const [way, go] of Object.entries(WAYS)) {
      await fixture.afresh((fresh) => {
        const { pool } = fresh;
        const queue = fresh.openFor({ messages: MESSAGES });
        for (let sequence = 0; sequence < fresh.capacityOf(MESSAGES); sequence++) {
          fresh.mustOffer(queue, [sequence]);
        }
        go(fresh, queue);
        queue[Symbol.dispose]();
        mustEqual(pool.outstanding, { expected: 0, what: `buffers out, a message ${way}` });
        queue[Symbol.dispose]();
        mustEqual(pool.strayCount, { expected: 0, what: `releases too many, a message ${way}` });
        const { acquiredCount, releasedCount } = pool;
        mustEqual(releasedCount, { expected: acquiredCount, what: `releases, a message ${way}` });
      });
    }
    return holds();
  },
};
