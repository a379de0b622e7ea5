/** A queue copies as often as it declares; the counter is exact, and the memory bears it out. @module */
import { CopyCounter } from "../../lib/mux/copy_counter.ts";
import { assemblerImplementations } from "../../lib/mux/assembler/table.ts";
import { WHOLE } from "../../lib/mux/assembler/contract.ts";
import { type Frame, MESSAGE } from "../../lib/mux/frame.ts";
import type { QueueTraits } from "../../lib/mux/queue/contract.ts";
import { holds, must, mustEqual, type Rule } from "../rule.ts";
import type { QueueFixture } from "./queue_fixture.ts";

const MESSAGES = 20;
const PAYLOAD_BYTES = 700;

export const copiesAsDeclared: Rule<QueueFixture, QueueTraits> = {
  id: "mux/copies_as_declared",
  paths: ["MX-4"],
  requirement: "A queue MUST copy each message as often as it declares, and count each copy; " +
    "one that declares none MUST hand on the very buffer it was offered",
  source: "https://github.com/cockroachdb/drpc/pull/55",
  killedBy: ["copies_in_secret", "copies_are_not_counted", "copies_are_counted_twice"],
  on: "both",
  check(fixture) {
    sameBuffer(fixture);
    for (const assembler of assemblerImplementations) pipeline(fixture, assembler);
    return holds();
  },
};

/** Whether what is taken lies where it was offered. */
function sameBuffer(fixture: QueueFixture): void {
  const { pool, copies, traits } = fixture;
  const queue = fixture.openFor({ messages: 2, payloadBytes: PAYLOAD_BYTES });
  const buffer = fixture.fill(fixture.content(0, PAYLOAD_BYTES));
  const offset = pool.offset(buffer);
  queue.offer(buffer, PAYLOAD_BYTES);
  fixture.mustTake(queue, 0, PAYLOAD_BYTES);
  const isSame = queue.offset === offset;
  must(isSame === (traits.copiesPerMessage === 0), {
    expected: `${traits.copiesPerMessage} copies: ${isSame ? "another" : "the same"} buffer`,
    actual: `${isSame ? "the same" : "another"} buffer`,
  });
  queue.done();
  mustEqual(copies.copies, { expected: traits.copiesPerMessage, what: "copies of one message" });
}

/** From frames to the consumer: the assembler's copies and the queue's, and no more. */
function pipeline(
  fixture: QueueFixture,
  row: typeof assemblerImplementations[number],
): void {
  const { pool, traits } = fixture;
  const copies = new CopyCounter();
  using assembler = row.open({ pool, copies });
  using queue = fixture.open({ copies });
  for (let sequence = 0; sequence < MESSAGES; sequence++) {
    const whole = assembler.add(frameOf(fixture.content(sequence, PAYLOAD_BYTES), sequence + 1));
    mustEqual(whole, { expected: WHOLE, what: "outcome of a frame that is a message" });
    queue.offer(assembler.buffer, assembler.length);
    fixture.mustTake(queue, sequence, PAYLOAD_BYTES);
    queue.done();
  }
  const perMessage = row.traits.copiesPerMessage + traits.copiesPerMessage;
  const what = `with the ${row.name} assembler`;
  mustEqual(copies.messages, { expected: MESSAGES, what: `messages counted, ${what}` });
  mustEqual(copies.copies, { expected: perMessage * MESSAGES, what: `copies, ${what}` });
  mustEqual(copies.copiedBytes, {
    expected: perMessage * MESSAGES * PAYLOAD_BYTES,
    what: `bytes copied, ${what}`,
  });
}

function frameOf(bytes: Uint8Array, message: number): Frame {
  return {
    kind: MESSAGE,
    done: true,
    control: false,
    stream: 1,
    message,
    bytes,
    payloadOffset: 0,
    payloadBytes: bytes.length,
  };
}
