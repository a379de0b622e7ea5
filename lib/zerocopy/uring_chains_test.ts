/** Tests of how chains of sends follow each other in a ring. @module */
import { assert, assertEquals } from "@std/assert";
import { Epoll, EPOLLIN } from "../../ffi/epoll.ts";
import { waitThrough } from "../../ffi/epoll_fixture.ts";
import { ERRNO } from "../../ffi/errno.ts";
import { openSocketPair } from "../../ffi/socket.ts";
import { AF_UNIX, MSG_DONTWAIT, SOCK_STREAM } from "../../ffi/socket_constants.ts";
import { recv } from "../../ffi/transfer.ts";
import { BufferPool } from "../buffer_pool.ts";
import type { ZerocopySink } from "./contract.ts";
import { BATCH } from "./sender_ring.ts";
import { uringSend } from "./uring_send.ts";

const probe = uringSend.probe();
const suffix = probe.available ? "" : ` (skipped: ${probe.reason})`;
const BUFFER_BYTES = 64 * 1024;
/** Reads, most of them empty, after which a chain that does not go on fails the test. */
const LOOK_LIMIT = 10_000_000;
/** How long a sleep may last that has something to end it. */
const SLEEP_LIMIT_MS = 5000;

function queueChain(sink: ZerocopySink, payloadBytes: number): void {
  for (let count = 0; count < BATCH; count++) sink.send(0, 0, payloadBytes);
  sink.flush();
}

/** Reads so many bytes; each call lets the kernel go on with the chain in flight, too. */
function readAll(fd: number, pool: BufferPool, wantedBytes: number): void {
  let left = wantedBytes;
  for (let looks = 0; left > 0 && looks < LOOK_LIMIT; looks++) {
    const count = recv(fd, pool.address(1), BigInt(Math.min(left, BUFFER_BYTES)), MSG_DONTWAIT);
    if (count > 0) left -= count;
    else assertEquals(count, -ERRNO.EAGAIN);
  }
  assertEquals(left, 0);
}

/**
 * Flushes until all has gone, and sleeps on the ring meanwhile, as one would whose sends the kernel
 * still has. As a rule one flush is enough; but the end of another ring of this thread can keep
 * the kernel from running a chain to its end before the submit returns.
 */
function flushAll(sink: ZerocopySink): void {
  using epoll = Epoll.open();
  epoll.add(sink.waitFd, { events: EPOLLIN, data: 0 });
  for (sink.flush(); sink.stats.inFlight > 0; sink.flush()) {
    // interrupted by what the kernel still has to run, nothing has come of it yet
    assert(waitThrough(epoll, SLEEP_LIMIT_MS) > 0, `${sink.stats.inFlight} sends were left behind`);
  }
}

Deno.test({
  name: "flush() leaves no sends behind when a chain ends inside its own submit" + suffix,
  ignore: !probe.available,
  fn: () => {
    const [left, right] = openSocketPair({
      family: AF_UNIX,
      type: SOCK_STREAM,
      nonBlocking: false,
    });
    using _left = left;
    using _right = right;
    using pool = new BufferPool({ bufferBytes: BUFFER_BYTES, bufferCount: 2 });
    using sink = uringSend.open({ fd: left.fd, pool, closeTimeoutMs: 20 });
    queueChain(sink, BUFFER_BYTES); // 4 MiB: more than the socket has room for
    queueChain(sink, 1);
    queueChain(sink, 1);
    const heldBack = sink.stats.inFlight;
    readAll(right.fd, pool, BATCH * BUFFER_BYTES);
    // what is left behind, where all that is in the ring has ended, nothing would end a sleep for
    flushAll(sink);
    assertEquals([heldBack > 2 * BATCH, sink.stats.inFlight], [true, 0]);
  },
});
