/** Tests of the rigs: figures that do not depend on time. @module */
import { assert, assertEquals } from "@std/assert";
import { EPOLLIN } from "../../ffi/epoll.ts";
import type { Connection } from "../../lib/mux/connection.ts";
import { queueImplementations } from "../../lib/mux/queue/table.ts";
import { writerImplementations } from "../../lib/mux/writer/table.ts";
import { NO_METER } from "../meter.ts";
import type { PathImplementation, Rig } from "../scenario.ts";
import { openSlowConsumerRig } from "./slow_consumer_rig.ts";
import { openStreamsRig } from "./streams_rig.ts";
import { CAP_BYTES, openUnreadPeerRig } from "./unread_peer_rig.ts";

const MARK_BYTES = 256 * 1024;

function workerOf(name: string) {
  const all: PathImplementation[] = [...writerImplementations, ...queueImplementations];
  const implementation = all.find((one) => one.name === name)!;
  return { kind: "implementation", implementation } as const;
}

/** The operations and further metrics of one cycle. */
async function figuresOf(rig: Rig): Promise<Record<string, number>> {
  try {
    const moved = await rig.cycle(NO_METER);
    assertEquals(moved.void, undefined);
    return { operations: moved.operations, ...rig.takeExtra!() };
  } finally {
    rig[Symbol.dispose]();
    await rig.ended?.();
  }
}

async function streamsOf(name: string) {
  const options = { streams: 100, payloadBytes: 200, placement: {} };
  return await figuresOf(await openStreamsRig(workerOf(name), options));
}

Deno.test("mux/streams: ring_pooled copies each message once, ring_copy twice", async () => {
  const [pooled, copying] = [await streamsOf("ring_pooled"), await streamsOf("ring_copy")];
  assertEquals([pooled.copies, copying.copies], [pooled.operations, 2 * copying.operations!]);
});

Deno.test("mux/streams: flush writes once a message, bounded for many at a time", async () => {
  const [flush, bounded] = [await streamsOf("flush"), await streamsOf("bounded")];
  assert(flush.writeCalls! >= flush.operations!);
  assert(bounded.writeCalls! * 8 <= flush.writeCalls!);
});

async function unreadOf(name: string) {
  const options = { markBytes: MARK_BYTES, payloadBytes: 32 * 1024, placement: {} };
  return await figuresOf(openUnreadPeerRig(workerOf(name), options));
}

for (const name of ["flush", "bounded", "credit"]) {
  Deno.test(`mux/unread_peer: ${name} holds no more than its bound`, async () => {
    const { heldBytes, boundBytes, waitingSenders } = await unreadOf(name);
    assert(heldBytes! > 0 && heldBytes! <= boundBytes!);
    assert(waitingSenders! > 0);
  });
}

Deno.test("mux/unread_peer: unbounded takes all there is, up to the cap", async () => {
  const { heldBytes, boundBytes, takenBytes, kernelBytes } = await unreadOf("unbounded");
  assertEquals([boundBytes, takenBytes! >= CAP_BYTES], [0, true]);
  assert(heldBytes! >= CAP_BYTES - kernelBytes! - 64 * 1024);
});

async function slowOf(
  name: string,
  unreadMessages: number,
  isSettled: (connection: Connection) => boolean = () => true,
) {
  const options = { unreadMessages, unreadMs: 200, isSettled, placement: {} };
  return await figuresOf(await openSlowConsumerRig(workerOf(name), options));
}

/** Whether it reads no more, because a queue is full. */
function hasStopped({ interest }: Connection): boolean {
  return (interest & EPOLLIN) === 0;
}

Deno.test("mux/slow_consumer: single_slot blocks the others", async () => {
  assertEquals((await slowOf("single_slot", 100, hasStopped)).besidePerSecond, 0);
});

Deno.test("mux/slow_consumer: ring_pooled blocks the others once it is full", async () => {
  assertEquals((await slowOf("ring_pooled", 100_000, hasStopped)).besidePerSecond, 0);
});

Deno.test("mux/slow_consumer: ring_pooled with room lets the others go on", async () => {
  const { othersMessages, producedMessages } = await slowOf("ring_pooled", 100);
  assertEquals(producedMessages, 100);
  assert(othersMessages! > 0);
});

for (const [name, copies] of [["ring_copy", 2], ["ring_pooled", 1]] as const) {
  Deno.test(`mux/slow_consumer: ${name} takes ${copies} copies a message`, async () => {
    assertEquals((await slowOf(name, 100)).copiesPerMessage, copies);
  });
}

Deno.test("mux/slow_consumer: credit stops the sender before the queue is full", async () => {
  const { producedMessages, othersMessages } = await slowOf("credit", 100_000);
  assert(producedMessages! > 0 && producedMessages! <= 129);
  assert(othersMessages! > 0);
});
