/** A budget of bytes is kept, but never stands in the way of a single message. @module */
import { ACCEPTED, FULL, type QueueTraits } from "../../lib/mux/queue/contract.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import { mustBe, numbersFrom, type QueueFixture } from "./queue_fixture.ts";
import { mustResolve, mustStayPending } from "./settling.ts";

const BUDGET_BYTES = 1000;
const RANDOM_OFFERS = 300;

export const byteBudget: Rule<QueueFixture, QueueTraits> = {
  id: "mux/byte_budget",
  paths: ["MX-7", "X3"],
  requirement: "A queue bounded by bytes MUST admit a message of any length while it is empty, " +
    "keep the sum within its budget otherwise, and count messages without bytes too",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "budget_refuses_oversize",
    "budget_checked_too_late",
    "empty_messages_are_free",
    "oversize_opens_the_budget",
  ],
  on: "both",
  exempt: ({ bound }) => bound === "bytes" ? undefined : "it is not bounded by bytes",
  async check(fixture) {
    await oversize(fixture);
    bounded(fixture);
    emptyMessages(fixture);
    return holds();
  },
};

async function oversize(fixture: QueueFixture): Promise<void> {
  const queue = fixture.open({ budgetBytes: BUDGET_BYTES });
  const oversizeBytes = BUDGET_BYTES * 3;
  fixture.mustOffer(queue, [0], oversizeBytes);
  const behind = fixture.offer(queue, fixture.content(1));
  mustBe(behind, { expected: FULL, what: "offer behind a message above the budget" });
  fixture.mustDrain(queue, [0], oversizeBytes);
  fixture.mustOffer(queue, [2]);
  const second = fixture.offer(queue, fixture.content(3, oversizeBytes));
  mustBe(second, { expected: FULL, what: "message above the budget, behind a short one" });
  const room = queue.room();
  await mustStayPending(room, "a message above the budget, behind a short one");
  fixture.mustDrain(queue, [2]);
  await mustResolve(room, "a message above the budget, the queue being empty");
  fixture.mustOffer(queue, [3], oversizeBytes);
  fixture.mustDrain(queue, [3], oversizeBytes);
}

/** Whatever comes and goes, the sum is within the budget, or there is only one. */
function bounded(fixture: QueueFixture): void {
  const { random } = fixture;
  const queue = fixture.open({ budgetBytes: BUDGET_BYTES });
  const lengths: number[] = [];
  for (let turn = 0; turn < RANDOM_OFFERS; turn++) {
    const length = random.integer(64, BUDGET_BYTES / 2);
    const sum = lengths.reduce((total, one) => total + one, 0);
    const expected = lengths.length === 0 || sum + length <= BUDGET_BYTES ? ACCEPTED : FULL;
    const what = `offer of ${length} bytes with ${sum} of ${BUDGET_BYTES} queued`;
    mustBe(fixture.offer(queue, fixture.content(turn, length)), { expected, what });
    if (expected === ACCEPTED) lengths.push(length);
    mustEqual(queue.queuedBytes, {
      expected: lengths.reduce((total, one) => total + one, 0),
      what: "bytes queued",
    });
    if (random.next() < 0.5 && lengths.length > 0) {
      queue.take();
      queue.done();
      lengths.shift();
    }
  }
}

/** Messages of no bytes take places and buffers: an endless row of them must end. */
function emptyMessages(fixture: QueueFixture): void {
  const queue = fixture.open({ budgetBytes: BUDGET_BYTES });
  let count = 0;
  while (count <= BUDGET_BYTES && fixture.offer(queue, new Uint8Array(0)) === ACCEPTED) count++;
  must(count <= BUDGET_BYTES, {
    expected: `at most ${BUDGET_BYTES} empty messages within ${BUDGET_BYTES} bytes`,
    actual: `${count} were taken in`,
  });
  for (const _ of numbersFrom(0, count)) {
    queue.take();
    queue.done();
  }
}
