/** Tests of readers at their limits: frames and buffers in hand, numbers that are used again. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ERRNO } from "../../ffi/errno.ts";
import { liburing, standInForUring } from "../../ffi/liburing.ts";
import { CapReached } from "../errors.ts";
import { CLOSED, DATA, EMPTY } from "../outcome.ts";
import { BufferedReader } from "./buffered_reader.ts";
import type { ReadSource } from "./contract.ts";
import { FramedReader } from "./framed_reader.ts";
import { awaited, Pair, testEach, text } from "./read_fixture.ts";
import { uringBuffers } from "./uring_buffers.ts";

const FRAMES = 260;
const FRAMES_IN_HAND = 256;

/** Starts and goes on with frames of two bytes, one a connection, in steps that are read apart. */
function sendAll(pairs: readonly Pair[], bytes: readonly number[]): void {
  for (const pair of pairs) pair.send(bytes);
}

/** Hands the starts of frames over, until so many have a buffer. */
function readStarts(reader: FramedReader, { pool }: ReadSource, outstanding: number): void {
  for (let last = -1; last < outstanding; last = pool.outstanding) {
    assert(reader.next() !== DATA);
    if (pool.outstanding < outstanding) reader.wait(1000);
  }
}

testEach("FramedReader loses no frame beyond those that can be in hand", ({ source }) => {
  using stack = new DisposableStack();
  const reader = stack.use(new FramedReader({ source }));
  const pairs = Array.from({ length: FRAMES }, () => stack.use(new Pair("unix")));
  for (const pair of pairs) source.add(pair.fd);
  const { outstanding } = source.pool;
  sendAll(pairs, [0, 0, 0, 2, 1]);
  readStarts(reader, source, outstanding + FRAMES);
  sendAll(pairs, [2]);
  for (let count = 0; count < FRAMES_IN_HAND; count++) assertEquals(awaited(reader), DATA);
  assertThrows(() => reader.next(), CapReached, "commit first");
  reader.commit();
  for (let count = FRAMES_IN_HAND; count < FRAMES; count++) assertEquals(awaited(reader), DATA);
  reader.commit();
  assertEquals(source.pool.outstanding, outstanding);
}, { connectionsMax: FRAMES, buffersMax: FRAMES });

testEach(
  "FramedReader reads where a closed descriptor's frame was to go, never again",
  ({ source }) => {
    using stack = new DisposableStack();
    const reader = stack.use(new FramedReader({ source }));
    const closed = stack.use(new Pair("unix"));
    const first = source.add(closed.fd);
    const { outstanding } = source.pool;
    closed.send([0, 0, 0, 200, 1]);
    readStarts(reader, source, outstanding + 1);
    closed.closeNear();
    const heir = stack.use(new Pair("unix"));
    if (heir.fd !== closed.fd) return; // another thread of this process took the number
    source.add(heir.fd);
    reader.remove(first);
    const next = stack.use(new Pair("unix"));
    assertEquals(source.add(next.fd), first);
    const mine = source.pool.acquire(200);
    source.bytes.fill(7, mine, mine + 200);
    next.send([0, 0, 0, 2, 1, 2]);
    assertEquals(awaited(reader), DATA);
    assert(source.bytes.subarray(mine, mine + 200).every((byte) => byte === 7));
    source.pool.release(mine);
  },
);

/** Takes all of the pool's arena. */
function fill({ pool }: ReadSource): number[] {
  const taken: number[] = [];
  for (let sizeBytes = 2 ** 22; sizeBytes >= 4096; sizeBytes /= 2) {
    for (;;) {
      try {
        taken.push(pool.acquire(sizeBytes));
      } catch (error) {
        if (error instanceof CapReached) break;
        throw error;
      }
    }
  }
  return taken;
}

testEach(
  "BufferedReader gives bytes that it had no buffer for to nobody else",
  ({ source }) => {
    using reader = new BufferedReader({ source });
    using gone = new Pair("unix");
    using heir = new Pair("unix");
    const connection = source.add(gone.fd);
    gone.say("old");
    source.wait(1000);
    const taken = fill(source);
    assertThrows(() => reader.next(), CapReached);
    for (const offset of taken) source.pool.release(offset);
    reader.remove(connection);
    assertEquals(source.add(heir.fd), connection);
    heir.say("new");
    assertEquals(awaited(reader), DATA);
    const target = new Uint8Array(8);
    const length = reader.read(connection, target);
    assertEquals(text({ bytes: target, offset: 0, length }), "new");
  },
  { connectionsMax: 1, buffersMax: 1 },
);

testEach("readers give nothing once their source was disposed", ({ source }) => {
  using pair = new Pair("unix");
  using other = new Pair("unix");
  using frames = new FramedReader({ source });
  using reader = new BufferedReader({ source });
  const connection = source.add(pair.fd);
  pair.say("unread");
  assertEquals(awaited(reader), DATA);
  source.remove(connection);
  source.add(other.fd);
  other.send([0, 0, 0, 1, 7, 0, 0, 0, 1, 8]);
  assertEquals(awaited(frames), DATA);
  source[Symbol.dispose]();
  assertEquals([frames.next(), source.next(), source.wait(0)], [CLOSED, CLOSED, CLOSED]);
  assertEquals(reader.read(connection, new Uint8Array(8)), 0);
});

/** Has the kernel refuse the next enters, as one short of memory does. */
function refuseEnters(count: number): Disposable & { left: number } {
  const { io_uring_enter2: enter } = liburing();
  const state = { left: 0, [Symbol.dispose]: () => {} };
  const standIn = standInForUring({
    enter: (...call) => state.left-- > 0 ? -ERRNO.EAGAIN : enter(...call),
  });
  state[Symbol.dispose] = () => standIn[Symbol.dispose]();
  state.left = count;
  return state;
}

Deno.test({
  name: "uring_buffers removes and closes when the kernel refuses to be entered for the moment",
  ignore: !uringBuffers.probe().available,
  fn() {
    using refusals = refuseEnters(0);
    using pair = new Pair("unix");
    using other = new Pair("unix");
    using source = uringBuffers.open({ connectionsMax: 2 });
    const connection = source.add(pair.fd);
    source.add(other.fd);
    assertEquals(source.next(), EMPTY);
    refusals.left = 2;
    source.remove(connection);
    assertEquals(source.add(pair.fd), connection);
    pair.say("again");
    assertEquals([awaited(source), text(source)], [DATA, "again"]);
    refusals.left = 2;
    source.close();
    assertEquals([source.next(), refusals.left < 0], [CLOSED, true]);
  },
});
