/** Tests of the sends of a stream: the numbers of its messages, up to the last one. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { direct } from "./assembler/direct.ts";
import { WHOLE } from "./assembler/contract.ts";
import { SendEnded } from "./errors.ts";
import { CLOSE, FrameDecoder } from "./frame.ts";
import { MessagePool } from "./message_pool.ts";
import { SendLane } from "./send_lane.ts";
import { bounded } from "./writer/bounded.ts";
import type { WriteEnd } from "./writer/contract.ts";

/** A lane, and the numbers of the frames that came out of it. */
function openLane(lastMessage: number) {
  const decoder = new FrameDecoder();
  const numbers: number[] = [];
  using stack = new DisposableStack();
  const pool = stack.use(new MessagePool());
  const assembler = stack.use(direct.open({ pool }));
  const end: WriteEnd = {
    write(memory, offset, sizeBytes) {
      decoder.feed(memory.bytes, offset, offset + sizeBytes);
      while (decoder.next()) {
        numbers.push(decoder.message);
        if (decoder.kind === CLOSE) continue;
        if (assembler.add(decoder) === WHOLE) pool.release(assembler.buffer);
      }
      return sizeBytes;
    },
  };
  const onError = (error: unknown) => {
    throw error;
  };
  const writer = stack.use(bounded.open({ end, onWork: () => {}, onError }));
  const lane = new SendLane({
    id: 1,
    writer,
    framePayloadBytesMax: 16,
    owner: {},
    window: undefined,
    lastMessage,
    onIdle: () => {},
  });
  const open = stack.move();
  return { lane, writer, numbers, [Symbol.dispose]: () => open.dispose() };
}

for (const power of [30, 31, 32, 52]) {
  Deno.test(`send() counts on across 2^${power}`, async () => {
    const middle = 2 ** power;
    using rig = openLane(middle - 3);
    for (const sizeBytes of [8, 8, 40, 8]) await rig.lane.send(new Uint8Array(40), 0, sizeBytes);
    rig.writer.flush();
    const long = middle; // in three frames
    assertEquals(rig.numbers, [middle - 2, middle - 1, long, long, long, middle + 1]);
  });
}

Deno.test("send() throws SendEnded when no number is left, and the stream can still end", () => {
  using rig = openLane(Number.MAX_SAFE_INTEGER - 2);
  rig.lane.send(new Uint8Array(1), 0, 1);
  assertThrows(() => rig.lane.send(new Uint8Array(1), 0, 1), SendEnded, "used up");
  rig.lane.writeControl(CLOSE, new Uint8Array(0));
  rig.writer.flush();
  assertEquals(rig.numbers, [Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER]);
});
