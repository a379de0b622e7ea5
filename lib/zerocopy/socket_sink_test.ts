/** Tests of the senders over send(2), with a kernel that does as scripted. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ERRNO, SysError } from "../../ffi/errno.ts";
import { notify } from "../../ffi/eventfd.ts";
import type { OwnedFd } from "../../ffi/fd.ts";
import { openSocketPair } from "../../ffi/socket.ts";
import { AF_UNIX, SOCK_STREAM } from "../../ffi/socket_constants.ts";
import { BufferPool } from "../buffer_pool.ts";
import { CapReached } from "../errors.ts";
import { CLOSED, DEADLINE, READY } from "../outcome.ts";
import { ScriptedChannel } from "./channel_fixture.ts";
import type { ZerocopyInput, ZerocopySink } from "./contract.ts";
import { msgZerocopy } from "./msg_zerocopy.ts";

const BUFFER_BYTES = 16 * 1024;

/** A sender over a script; the socket is there to be waited on, and never sent to. */
class Bench implements Disposable {
  readonly channel = new ScriptedChannel();
  readonly pool = new BufferPool({ bufferBytes: BUFFER_BYTES, bufferCount: 4 });
  readonly buffers = new Int32Array(16);
  readonly results = new Int32Array(16);
  readonly sockets: [OwnedFd, OwnedFd] = openSocketPair({ family: AF_UNIX, type: SOCK_STREAM });
  #sink: ZerocopySink | undefined;

  open(input: Partial<ZerocopyInput> = {}): ZerocopySink {
    const [{ fd }] = this.sockets;
    this.#sink = msgZerocopy.open({ fd, pool: this.pool, channel: this.channel, ...input });
    return this.#sink;
  }

  reap(): number[] {
    const count = this.#sink!.reap(this.buffers, this.results);
    return [...this.buffers.subarray(0, count)];
  }

  [Symbol.dispose](): void {
    this.#sink?.[Symbol.dispose]();
    for (const socket of this.sockets) socket[Symbol.dispose]();
    this.pool[Symbol.dispose]();
  }
}

Deno.test("send() asks for zero copy from the threshold on", () => {
  using bench = new Bench();
  const sink = bench.open({ thresholdBytes: 1000 });
  sink.send(0, 0, 999);
  sink.send(1, 0, 1000);
  assertEquals(bench.channel.sent, ["copy", "zero copy"]);
  bench.channel.notify(0);
});

Deno.test("send() copies where SO_ZEROCOPY was refused, and says why", () => {
  using bench = new Bench();
  bench.channel.zeroCopyResult = -ERRNO.EPERM;
  const sink = bench.open();
  sink.send(0, 0, BUFFER_BYTES);
  assertEquals(bench.channel.sent, ["copy"]);
  assert(sink.stats.fallback?.includes("EPERM"));
  assertEquals(bench.reap(), [0]);
});

Deno.test("send() copies within this host unless told otherwise", () => {
  for (const [loopback, expected] of [["skip", "copy"], ["use", "zero copy"]] as const) {
    using bench = new Bench();
    bench.channel.isLoopback = true;
    bench.open({ loopback }).send(0, 0, BUFFER_BYTES);
    assertEquals(bench.channel.sent, [expected]);
    bench.channel.notify(0);
  }
});

Deno.test("reap() gives back a plain send at once, and a zero-copy send when it is notified", () => {
  using bench = new Bench();
  const sink = bench.open();
  sink.send(0, 0, BUFFER_BYTES);
  sink.send(1, 0, 10);
  assertEquals([bench.reap(), sink.stats.bytesPinned], [[1], BUFFER_BYTES]);
  bench.channel.notify(0, 0, true);
  assertEquals([bench.reap(), sink.stats.bytesPinned, sink.stats.copiedShare], [[0], 0, 1]);
});

Deno.test("send() gives ids to what the socket took only", () => {
  using bench = new Bench();
  const sink = bench.open();
  bench.channel.zeroCopyResults.push(-ERRNO.EAGAIN, 5000);
  assertEquals(sink.send(0, 0, BUFFER_BYTES), 0);
  assertEquals(sink.send(0, 0, BUFFER_BYTES), 5000); // short: the rest is the next id
  assertEquals(sink.send(0, 5000, BUFFER_BYTES - 5000), BUFFER_BYTES - 5000);
  bench.channel.notify(0);
  assertEquals([bench.reap(), [...bench.results.subarray(0, 1)]], [[0], [5000]]);
  bench.channel.notify(1);
  assertEquals(bench.reap(), [0]);
  assertEquals(sink.ledger.orphans, 0);
});

Deno.test("send() waits for a completion on ENOBUFS with something in flight", () => {
  using bench = new Bench();
  const sink = bench.open();
  sink.send(0, 0, BUFFER_BYTES);
  bench.channel.zeroCopyResults.push(-ERRNO.ENOBUFS);
  assertEquals([sink.send(1, 0, BUFFER_BYTES), sink.stats.starvedWaits], [0, 1]);
  assertEquals(sink.wait(0), DEADLINE);
  bench.channel.notify(0);
  assertEquals(sink.wait(0), READY);
  assertEquals(sink.send(1, 0, BUFFER_BYTES), BUFFER_BYTES);
  bench.channel.notify(1);
  assertEquals(bench.channel.sent, ["zero copy", "zero copy"]);
});

Deno.test("send() copies on ENOBUFS with nothing in flight", () => {
  using bench = new Bench();
  const sink = bench.open();
  bench.channel.zeroCopyResults.push(-ERRNO.ENOBUFS);
  assertEquals(sink.send(0, 0, BUFFER_BYTES), BUFFER_BYTES);
  assertEquals([bench.channel.sent, sink.stats.starvedCopies], [["copy"], 1]);
  assertEquals(sink.wait(0), READY);
});

Deno.test("send() does not wait for a completion that came while it was refused", () => {
  using bench = new Bench();
  const sink = bench.open();
  sink.send(0, 0, BUFFER_BYTES);
  bench.channel.zeroCopyResults.push(() => {
    bench.channel.notify(0);
    return -ERRNO.ENOBUFS;
  }, -ERRNO.ENOBUFS);
  assertEquals(sink.send(1, 0, BUFFER_BYTES), BUFFER_BYTES);
  assertEquals(bench.channel.sent, ["zero copy", "copy"]);
});

Deno.test("send() throws what broke the connection, and goes on throwing it", () => {
  using bench = new Bench();
  const sink = bench.open();
  bench.channel.zeroCopyResults.push(-ERRNO.ECONNRESET);
  for (let again = 0; again < 2; again++) {
    const error = assertThrows(() => sink.send(0, 0, BUFFER_BYTES), SysError);
    assertEquals(error.code, "ECONNRESET");
  }
  assertEquals([sink.ledger.taken, sink.wait(0)], [0, READY]);
});

Deno.test("send() refuses at the cap, and what is no payload", () => {
  using bench = new Bench();
  const sink = bench.open({ maxInFlight: 1 });
  assertThrows(() => sink.send(0, 0, 0), RangeError);
  assertThrows(() => sink.send(0, 1, BUFFER_BYTES), RangeError);
  sink.send(0, 0, 10);
  assertThrows(() => sink.send(1, 0, 10), CapReached);
  bench.reap();
  assertEquals(sink.send(1, 0, 10), 10);
});

Deno.test("reap() counts notifications that mean nothing, and keeps what is in flight", () => {
  using bench = new Bench();
  const sink = bench.open();
  sink.send(0, 0, BUFFER_BYTES);
  bench.channel.notify(5, 9);
  assertEquals([bench.reap(), sink.ledger.orphans, sink.stats.inFlight], [[], 1, 1]);
  bench.channel.notify(0);
  assertEquals(bench.reap(), [0]);
});

Deno.test("close() ends the stream, drains, then resets, and keeps what was not notified", () => {
  using bench = new Bench();
  let nowMs = 0;
  const sink = bench.open({ clock: () => nowMs += 2000 });
  sink.send(0, 0, BUFFER_BYTES);
  sink.close(10);
  assertEquals(bench.channel.done, ["shutdown", "reset"]);
  assertEquals([bench.reap(), sink.stats.draining, sink.stats.aborted], [[], true, true]);
  assertEquals([sink.send(1, 0, 10), sink.wait(0)], [0, CLOSED]);
  bench.channel.notify(0);
  sink.close(10);
  assertEquals([bench.reap(), sink.stats.draining], [[0], false]);
});

Deno.test("wait() says CLOSED when somebody wrote to closeFd, even with room to send", () => {
  using bench = new Bench();
  const sink = bench.open();
  assertEquals(sink.wait(5000), READY);
  notify(sink.closeFd);
  assertEquals([sink.wait(5000), sink.wait(5000)], [CLOSED, CLOSED]);
});
