/** Nothing is left of a queue that was disposed, nor of one that could not be opened. @module */
import type { QueueTraits } from "../../lib/mux/queue/contract.ts";
import { holds, mustEqual, mustThrow, type Rule } from "../rule.ts";
import { numbersFrom, type QueueFixture } from "./queue_fixture.ts";

const CYCLES = 100;
/** After so many cycles a queue that keeps nothing has all it ever takes. */
const SETTLED_AT = 10;

export const noLeak: Rule<QueueFixture, QueueTraits> = {
  id: "mux/no_leak",
  paths: ["X15"],
  requirement: "Opening, using and disposing queues MUST leave no buffer out and the pool's " +
    "memory where it was, and so MUST refused opens and offers",
  source: "https://github.com/cockroachdb/drpc/pull/55",
  killedBy: ["opens_with_a_buffer_too_many", "bad_offer_is_full"],
  on: "both",
  check(fixture) {
    const { pool } = fixture;
    let pinnedBytes = 0;
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      const queue = fixture.openFor({ messages: 4 });
      const sequences = numbersFrom(0, fixture.capacityOf(4));
      fixture.mustOffer(queue, sequences);
      fixture.mustDrain(queue, sequences.slice(0, 2));
      queue[Symbol.dispose]();
      mustEqual(pool.outstanding, { expected: 0, what: `buffers out after ${cycle + 1} queues` });
      if (cycle === SETTLED_AT) pinnedBytes = pool.pinnedBytes;
    }
    mustEqual(pool.pinnedBytes, { expected: pinnedBytes, what: "bytes pinned by the pool" });
    for (const firstCount of [-1, 0.5]) {
      mustThrow(() => fixture.open({ firstCount }), { name: "RangeError", what: "a bad open" });
    }
    mustRefuseShort(fixture);
    mustEqual(pool.outstanding, { expected: 0, what: "buffers out after what was refused" });
    return holds();
  },
};

/** A message longer than its buffer would end in somebody else's. */
function mustRefuseShort(fixture: QueueFixture): void {
  const { pool } = fixture;
  const queue = fixture.openFor({ messages: 4, payloadBytes: 4096 });
  const buffer = pool.acquire(100);
  const tooLong = pool.capacity(buffer) + 1;
  const what = "a length that its buffer does not have";
  mustThrow(() => queue.offer(buffer, tooLong), { name: "RangeError", what });
  mustEqual(pool.isOut(buffer), { expected: true, what: "the buffer stays its producer's" });
  pool.release(buffer);
  mustThrow(() => queue.offer(buffer, 100), { name: "RangeError", what: "a buffer that is free" });
  mustEqual(queue.depth, { expected: 0, what: "messages queued" });
  queue[Symbol.dispose]();
}
