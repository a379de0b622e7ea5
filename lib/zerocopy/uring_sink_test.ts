/** Tests of the senders over io_uring. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { notify } from "../../ffi/eventfd.ts";
import type { OwnedFd } from "../../ffi/fd.ts";
import { openSocketPair } from "../../ffi/socket.ts";
import { AF_UNIX, SOCK_STREAM } from "../../ffi/socket_constants.ts";
import { BufferPool } from "../buffer_pool.ts";
import { CapReached, QueueFull, Unavailable } from "../errors.ts";
import { CLOSED, READY } from "../outcome.ts";
import type { ZerocopyInput, ZerocopySink } from "./contract.ts";
import { type ConnectOptions, Receiver } from "./fixture/receiver.ts";
import { fillStream } from "./fixture/pattern.ts";
import { BATCH } from "./sender_ring.ts";
import { uringSendZc } from "./uring_send_zc.ts";

const probe = uringSendZc.probe();
const suffix = probe.available ? "" : ` (skipped: ${probe.reason})`;
const BUFFER_BYTES = 16 * 1024;
const BUFFER_COUNT = 32;

function test(name: string, claim: () => Promise<void>): void {
  Deno.test({ name: name + suffix, ignore: !probe.available, fn: claim });
}

/** A sender with its own pool and its own socket to a receiver. */
class Bench implements Disposable {
  readonly pool = new BufferPool({ bufferBytes: BUFFER_BYTES, bufferCount: BUFFER_COUNT });
  readonly buffers = new Int32Array(256);
  readonly results = new Int32Array(256);
  readonly sink: ZerocopySink;
  readonly #socket: OwnedFd;

  constructor(receiver: Receiver, options: ConnectOptions, input: Partial<ZerocopyInput> = {}) {
    this.#socket = receiver.connect(options);
    this.sink = uringSendZc.open({
      fd: this.#socket.fd,
      pool: this.pool,
      loopback: "use",
      closeTimeoutMs: 20,
      ...input,
    });
  }

  /** Sends each buffer once, with the stream's content. */
  sendAll(): void {
    for (let index = 0; index < BUFFER_COUNT; index++) {
      fillStream(this.pool.bytes(index), { position: index * BUFFER_BYTES });
      this.sink.send(index, 0, BUFFER_BYTES);
    }
    this.sink.flush();
  }

  reap(): number {
    return this.sink.reap(this.buffers, this.results);
  }

  [Symbol.dispose](): void {
    this.sink[Symbol.dispose]();
    this.#socket[Symbol.dispose]();
    this.pool[Symbol.dispose]();
  }
}

test("UringSink sends from registered buffers", async () => {
  await using receiver = await Receiver.start();
  using bench = new Bench(receiver, {}, { registeredBuffers: true });
  bench.sendAll();
  assertEquals(bench.sink.drain(5000), READY);
  assertEquals([bench.reap(), bench.sink.stats.notified], [BUFFER_COUNT, BUFFER_COUNT]);
  assert(receiver.waitReceived(0, BUFFER_COUNT * BUFFER_BYTES, 5000));
  assertEquals(receiver.counts(0).corruptAt, -1);
});

test("UringSink reports that loopback copied after all", async () => {
  await using receiver = await Receiver.start();
  using bench = new Bench(receiver, {});
  bench.sendAll();
  bench.sink.drain(5000);
  assertEquals([bench.sink.ledger.askedZeroCopy, bench.sink.stats.copiedShare], [BUFFER_COUNT, 1]);
});

test("send() tells a full queue, which a flush mends, from the cap", async () => {
  await using receiver = await Receiver.start();
  using bench = new Bench(receiver, { behaviour: "stop" }, { maxInFlight: BATCH + 8 });
  for (let count = 0; count < BATCH; count++) bench.sink.send(count % BUFFER_COUNT, 0, 100);
  assertThrows(() => bench.sink.send(0, 0, 100), QueueFull);
  bench.sink.flush();
  for (let count = 0; count < 8; count++) bench.sink.send(0, 0, 100);
  assertThrows(() => bench.sink.send(0, 0, 100), CapReached);
  bench.sink.flush();
  assertThrows(() => bench.sink.send(0, 0, 100), CapReached);
});

test("close() resets a peer that does not read, and gives every buffer back", async () => {
  await using receiver = await Receiver.start();
  using bench = new Bench(receiver, { behaviour: "stop", sendBufferBytes: 16 * 1024 });
  bench.sendAll();
  assert(bench.sink.stats.inFlight > 0);
  bench.sink.close(10);
  assertEquals([bench.sink.stats.aborted, bench.sink.stats.inFlight], [true, 0]);
  assertEquals([bench.reap(), bench.sink.stats.bytesPinned], [BUFFER_COUNT, 0]);
  assert(bench.results.subarray(0, BUFFER_COUNT).some((result) => result < 0));
});

test("wait() says CLOSED when somebody wrote to closeFd", async () => {
  await using receiver = await Receiver.start();
  using bench = new Bench(receiver, {});
  assertEquals(bench.sink.wait(5000), READY);
  notify(bench.sink.closeFd);
  assertEquals([bench.sink.wait(5000), bench.sink.wait(5000)], [CLOSED, CLOSED]);
});

test("open() refuses a socket that does not block", () => {
  const [left, right] = openSocketPair({ family: AF_UNIX, type: SOCK_STREAM });
  using _left = left;
  using _right = right;
  using pool = new BufferPool({ bufferBytes: BUFFER_BYTES, bufferCount: 1 });
  assertThrows(() => uringSendZc.open({ fd: left.fd, pool, loopback: "use" }), Unavailable);
  return Promise.resolve();
});
