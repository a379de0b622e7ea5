/** Tests of what sets the queues apart; what they have in common is for the conformance rules. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { CapReached } from "../../errors.ts";
import { direct } from "../assembler/direct.ts";
import { CopyCounter } from "../copy_counter.ts";
import { QueueDisposed } from "../errors.ts";
import { type Frame, MESSAGE } from "../frame.ts";
import { MessagePool } from "../message_pool.ts";
import { ACCEPTED, ENDED, FULL, type QueueImplementation, TAKEN } from "./contract.ts";
import { MessageRing } from "./message_ring.ts";
import { ringBudget } from "./ring_budget.ts";
import { ringCopy } from "./ring_copy.ts";
import { ringPooled } from "./ring_pooled.ts";
import { queueImplementations } from "./table.ts";

const ARENA_BYTES = 1024 * 1024;
const MESSAGES = 50;
const PAYLOAD_BYTES = 200;

/** Sends messages from frames to a consumer. Returns the copies of each. */
function copiesOf(row: QueueImplementation): number {
  using pool = new MessagePool({ arenaBytes: ARENA_BYTES });
  const copies = new CopyCounter();
  using assembler = direct.open({ pool, copies });
  using queue = row.open({ pool, copies });
  for (let message = 1; message <= MESSAGES; message++) {
    assembler.add(frameOf(message));
    queue.offer(assembler.buffer, assembler.length);
    queue.take();
    queue.done();
  }
  assertEquals(copies.copiesPerByte, copies.copiesPerMessage);
  return copies.copiesPerMessage;
}

function frameOf(message: number): Frame {
  const bytes = new Uint8Array(PAYLOAD_BYTES);
  const place = { bytes, payloadOffset: 0, payloadBytes: PAYLOAD_BYTES };
  return { kind: MESSAGE, done: true, control: false, stream: 1, message, ...place };
}

Deno.test("ring_pooled behind the direct assembler copies once a message, ring_copy twice", () => {
  assertEquals([copiesOf(ringPooled), copiesOf(ringCopy)], [1, 2]);
});

Deno.test("ring_copy uses the buffers of its places again", () => {
  using pool = new MessagePool({ arenaBytes: ARENA_BYTES });
  using queue = ringCopy.open({ pool, capacity: 4 });
  for (let turn = 0; turn < 100; turn++) {
    queue.offer(pool.acquire(1000), 1000);
    queue.take();
    queue.done();
  }
  assertEquals([pool.outstanding, pool.acquiredCount], [4, 104]);
});

Deno.test("ring_copy makes a place larger for a longer message", () => {
  using pool = new MessagePool({ arenaBytes: ARENA_BYTES });
  using queue = ringCopy.open({ pool, capacity: 1 });
  for (const length of [100, 3000, 100]) {
    queue.offer(pool.acquire(length), length);
    queue.take();
    queue.done();
  }
  assertEquals(pool.bytesOut, 4096);
});

Deno.test("ring_copy leaves a message with its producer when there is no buffer for it", () => {
  using pool = new MessagePool({ arenaBytes: 256 * 1024 });
  using queue = ringCopy.open({ pool, capacity: 2 });
  const buffer = pool.acquire(200_000);
  assertThrows(() => queue.offer(buffer, 200_000), CapReached);
  assertEquals([pool.isOut(buffer), queue.depth, queue.ledger.accepted], [true, 0, 0]);
  pool.release(buffer);
});

Deno.test("ring_budget grows as messages are short and many", () => {
  using pool = new MessagePool({ arenaBytes: ARENA_BYTES });
  using queue = ringBudget.open({ pool, budgetBytes: 64 * 1000 });
  let count = 0;
  for (;; count++) {
    const buffer = pool.acquire(4);
    pool.bytes[pool.offset(buffer)] = count;
    if (queue.offer(buffer, 4) === ACCEPTED) continue;
    pool.release(buffer);
    break;
  }
  assertEquals(count, 1000);
  for (let index = 0; index < count; index++) {
    assertEquals(queue.take(), TAKEN);
    assertEquals(queue.bytes[queue.offset], index & 0xff);
    queue.done();
  }
});

Deno.test("ring_budget lets a producer wait for the room that its message wants", async () => {
  using pool = new MessagePool({ arenaBytes: ARENA_BYTES });
  using queue = ringBudget.open({ pool, budgetBytes: 1000 });
  queue.offer(pool.acquire(600), 600);
  const buffer = pool.acquire(600);
  assertEquals(queue.offer(buffer, 600), FULL);
  let woken = false;
  const room = queue.room().then(() => woken = true);
  await null;
  assertEquals(woken, false);
  queue.take();
  queue.done();
  await room;
  assertEquals(queue.offer(buffer, 600), ACCEPTED);
});

for (const { name, open } of queueImplementations) {
  Deno.test(`${name} ends with QueueDisposed once disposed`, () => {
    using pool = new MessagePool({ arenaBytes: ARENA_BYTES });
    const queue = open({ pool });
    queue.offer(pool.acquire(1), 1);
    queue[Symbol.dispose]();
    assertEquals(queue.take(), ENDED);
    assertEquals(queue.reason instanceof QueueDisposed, true);
    const { accepted, taken, dropped, discarded } = queue.ledger;
    assertEquals({ accepted, taken, dropped, discarded }, {
      accepted: 1,
      taken: 0,
      dropped: 0,
      discarded: 1,
    });
  });

  Deno.test(`${name} refuses bounds that it cannot have`, () => {
    using pool = new MessagePool({ arenaBytes: ARENA_BYTES });
    for (const wrong of [{ capacity: 0 }, { capacity: 1.5 }, { budgetBytes: -1 }]) {
      assertThrows(() => open({ pool, ...wrong }), RangeError);
    }
  });
}

Deno.test("growWhenFull() keeps the order across the wrap of its counters", () => {
  const ring = new MessageRing(2, 2 ** 30 - 3);
  for (let buffer = 0; buffer < 20; buffer++) {
    ring.growWhenFull();
    ring.push(buffer, buffer * 10);
  }
  assertEquals([ring.depth, ring.bytes], [20, 1900]);
  for (let buffer = 0; buffer < 20; buffer++) {
    ring.shift();
    assertEquals([ring.buffer, ring.length], [buffer, buffer * 10]);
  }
  assertEquals([ring.depth, ring.bytes], [0, 0]);
});
