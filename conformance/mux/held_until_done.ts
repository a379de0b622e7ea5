/** A held message is its consumer's: nothing that others do changes a byte of it. @module */
import { FULL, type MessageQueue, type QueueTraits } from "../../lib/mux/queue/contract.ts";
import { holds, type Rule } from "../rule.ts";
import type { QueueFixture } from "./queue_fixture.ts";

const MESSAGES = 4;
const ROUNDS = 3;
/** More than a queue of these messages can have. */
const SCRIBBLED = 64;
const SCRIBBLE = 0x5c;

export const heldUntilDone: Rule<QueueFixture, QueueTraits> = {
  id: "mux/held_until_done",
  paths: ["MX-4", "X1"],
  requirement: "A message taken MUST stay as it is until its end, and one queued until it is " +
    "taken, whatever is offered later and whatever producers write to buffers of theirs",
  source: "https://github.com/cockroachdb/drpc/pull/55",
  killedBy: ["buffer_goes_back_at_take", "buffer_goes_back_at_offer", "hold_moves_on"],
  on: "both",
  check(fixture) {
    const queue = fixture.openFor({ messages: MESSAGES });
    for (let round = 0; round < ROUNDS; round++) {
      const first = round * 100;
      const count = offerAll(fixture, queue, first);
      scribble(fixture);
      fixture.mustTake(queue, first);
      const more = offerAll(fixture, queue, first + count);
      scribble(fixture);
      fixture.mustHold(queue, first);
      queue.done();
      for (let sequence = first + 1; sequence < first + count + more; sequence++) {
        fixture.mustDrain(queue, [sequence]);
      }
    }
    return holds();
  },
};

/** Offers messages until the queue is full. Returns how many it took. */
function offerAll(fixture: QueueFixture, queue: MessageQueue, first: number): number {
  let count = 0;
  while (count < 2 * MESSAGES) {
    if (fixture.offer(queue, fixture.content(first + count)) === FULL) break;
    count++;
  }
  return count;
}

/** What other producers do: they take buffers that are free, write to them, and give them back. */
function scribble({ pool }: QueueFixture): void {
  const buffers = Array.from({ length: SCRIBBLED }, () => pool.acquire(100));
  for (const buffer of buffers) {
    const offset = pool.offset(buffer);
    pool.bytes.fill(SCRIBBLE, offset, offset + pool.capacity(buffer));
  }
  for (const buffer of buffers) pool.release(buffer);
}
