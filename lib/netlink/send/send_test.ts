/** Tests of each sender, over a socket pair. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ERRNO, SysError } from "../../../ffi/errno.ts";
import { notify } from "../../../ffi/eventfd.ts";
import { CapReached, QueueFull, Unavailable } from "../../errors.ts";
import { CLOSED, DEADLINE, READY } from "../../outcome.ts";
import type { Sink } from "../../sink.ts";
import type { DestinationKind } from "./contract.ts";
import { Destination } from "./send_fixture.ts";
import { sendImplementations } from "./table.ts";

const BATCH = 4;
const KINDS: readonly DestinationKind[] = ["datagram", "stream"];

interface Opened {
  readonly to: Destination;
  readonly sink: Sink;
  readonly batched: boolean;
  readonly kind: DestinationKind;
}

/** One test for each implementation, and each kind of destination that it has. */
function test(
  claim: string,
  check: (opened: Opened) => void,
  options: { kinds?: readonly DestinationKind[]; sendBufferBytes?: number } = {},
): void {
  for (const row of sendImplementations) {
    for (const kind of options.kinds ?? KINDS) {
      if (row.name === "uring_linked" && kind === "datagram") continue;
      const probe = row.probe();
      Deno.test({
        name: `${row.name} to a ${kind} ${claim}${probe.available ? "" : " (skipped)"}`,
        ignore: !probe.available,
        fn() {
          using to = new Destination(kind, options);
          using sink = row.open({ fd: to.fd, kind, pool: to.pool, batch: BATCH });
          check({ to, sink, batched: row.traits.batched, kind });
        },
      });
    }
  }
}

const buffers = new Int32Array(64);
const results = new Int32Array(64);

/** What reap gives: pairs of buffer and result. */
function reap(sink: Sink): [number, number][] {
  const count = sink.reap(buffers, results);
  return Array.from({ length: count }, (_, index) => [buffers[index]!, results[index]!]);
}

test("delivers payloads whole and gives each buffer back once", ({ to, sink }) => {
  for (let index = 0; index < BATCH; index++) {
    to.fill(index, index + 1);
    assertEquals(sink.send(index, 0, 100 + index * 4), 100 + index * 4);
  }
  assertEquals(sink.drain(1000), READY);
  assertEquals(reap(sink), [[0, 100], [1, 104], [2, 108], [3, 112]]);
  assertEquals(reap(sink), []);
  to.read();
  assertEquals(to.arrived, [[1, 100], [2, 104], [3, 108], [4, 112]]);
  assertEquals([sink.ledger.taken, sink.ledger.returned, sink.ledger.bytesPinned], [4, 4, 0]);
});

test("sends a part of a buffer, and an empty payload", ({ to, sink }) => {
  to.fill(0, 7);
  sink.send(0, 16, 8);
  sink.send(0, 0, 0);
  assertEquals(sink.drain(1000), READY);
  to.read();
  assertEquals(to.arrived, [[7, 8], [-1, 0]]);
});

test("refuses with CapReached when as many are taken and not reaped", ({ to, sink }) => {
  for (let index = 0; index < 2 * BATCH; index++) {
    assertEquals(sink.send(index, 0, 8), 8);
    sink.flush();
    to.read();
  }
  assertThrows(() => sink.send(0, 0, 8), CapReached);
  assertEquals(sink.ledger.taken, 2 * BATCH);
  assertEquals(sink.drain(1000), READY);
  reap(sink);
  assertEquals(sink.send(0, 0, 8), 8);
});

test("refuses with QueueFull when the batch is not flushed", ({ sink, batched }) => {
  if (!batched) return;
  for (let index = 0; index < BATCH; index++) sink.send(index, 0, 8);
  assertThrows(() => sink.send(0, 0, 8), QueueFull);
  assertEquals(sink.ledger.taken, BATCH);
  sink.flush();
  assertEquals(sink.send(0, 0, 8), 8);
});

test("refuses what is not in the pool", ({ to, sink }) => {
  for (const [buffer, offset, size] of [[-1, 0, 8], [256, 0, 8], [0, -1, 8], [0, 8190, 8]]) {
    assertThrows(() => sink.send(buffer!, offset!, size!), RangeError);
  }
  assertEquals([sink.ledger.taken, to.read()], [0, 0]);
});

test("takes nothing after the close, which may be repeated", ({ sink }) => {
  sink.close(0);
  sink.close(0);
  assertEquals([sink.send(0, 0, 8), sink.wait(1000), sink.drain(0)], [0, CLOSED, READY]);
});

test("wait() is ended by a close", ({ to, sink }) => {
  fillUp(to, sink);
  notify(sink.closeFd);
  while (sink.wait(1000) !== CLOSED) reap(sink);
});

test("drain() meets its deadline when the peer does not read", ({ to, sink, batched }) => {
  fillUp(to, sink);
  if (!batched) return; // what it took, the kernel has
  assertEquals(sink.drain(5), DEADLINE);
}, { sendBufferBytes: 4608, kinds: ["stream"] });

test("close() gives every buffer back when the peer does not read", ({ to, sink }) => {
  const taken = fillUp(to, sink);
  sink.close(2);
  const failed = reap(sink).filter(([, result]) => result < 0);
  assertEquals([sink.ledger.taken, sink.ledger.returned], [taken, taken]);
  assert(failed.every(([, result]) => -result === ERRNO.ECANCELED || -result === ERRNO.ETIME));
}, { sendBufferBytes: 4608 });

test("keeps frames whole and in order through a small send buffer", ({ to, sink }) => {
  const count = 400;
  let sent = 0, returned = 0;
  while (returned < count) {
    while (sent < count && sink.ledger.inFlight < 2 * BATCH) {
      const buffer = sent % 256;
      to.fill(buffer, sent);
      const size = 4 + 4 * ((sent * 37) % 2048);
      try {
        if (sink.send(buffer, 0, size) === 0) break;
      } catch (error) {
        assert(error instanceof QueueFull);
        break;
      }
      sent++;
    }
    sink.flush();
    to.read(1);
    for (const [, result] of reap(sink)) {
      assert(result > 0);
      returned++;
    }
  }
  to.read();
  assertEquals(to.arrived.map(([value]) => value), Array.from({ length: count }, (_, at) => at));
  assertEquals(
    to.arrived.map(([, size]) => size),
    Array.from({ length: count }, (_, at) => 4 + 4 * ((at * 37) % 2048)),
  );
  assertEquals([to.mixed, to.isWhole], [0, true]);
}, { sendBufferBytes: 4608, kinds: ["stream"] });

test("tells that the peer has gone", ({ to, sink }) => {
  to.hangUp();
  let code = 0;
  try {
    sink.send(0, 0, 8);
    sink.drain(1000);
    code = -reap(sink)[0]![1];
  } catch (error) {
    assert(error instanceof SysError);
    code = error.errno;
  }
  assert([ERRNO.EPIPE, ERRNO.ECONNRESET, 111].includes(code), `errno ${code}`);
});

test("refuses more on a stream that is torn", ({ to, sink }) => {
  to.hangUp();
  assertThrows(() => {
    sink.send(0, 0, 8);
    sink.drain(1000);
    sink.send(0, 0, 8);
  }, SysError);
}, { kinds: ["stream"] });

/** Sends until nothing more is taken. Returns how many were. */
function fillUp(to: Destination, sink: Sink): number {
  for (let index = 0;; index++) {
    to.fill(index % 256, index);
    try {
      if (sink.send(index % 256, 0, 4096) === 0) return sink.ledger.taken;
    } catch (error) {
      if (error instanceof CapReached) return sink.ledger.taken;
      assert(error instanceof QueueFull);
      sink.flush();
      if (sink.ledger.inFlight > BATCH) return sink.ledger.taken;
    }
  }
}

Deno.test("uring_linked refuses datagrams", () => {
  using to = new Destination("datagram");
  assertThrows(
    () => sendImplementations[3]!.open({ fd: to.fd, kind: "datagram", pool: to.pool }),
    Unavailable,
  );
});
