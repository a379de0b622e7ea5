/** Tests of each receiver, over a socket pair. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { notify } from "../../../ffi/eventfd.ts";
import { openSocketPair } from "../../../ffi/socket.ts";
import { AF_UNIX, SOCK_DGRAM } from "../../../ffi/socket_constants.ts";
import { CapReached, HeldTooLong, Unavailable } from "../../errors.ts";
import { CLOSED, DATA, DEADLINE, EMPTY, FLUSHED, READY } from "../../outcome.ts";
import { BATCH_MAX, type ReceiveSource } from "./contract.ts";
import { DatagramPair, takeAll } from "./receive_fixture.ts";
import { receiveImplementations } from "./table.ts";

const BUFFER_BYTES = 64;
const BATCH = 4;
/** More datagrams than wake a posted receive in vain before it goes to a thread. */
const VAIN = 200;

interface Opened {
  readonly pair: DatagramPair;
  readonly source: ReceiveSource;
  readonly copies: boolean;
}

/** One test for each implementation that this host has. */
function test(claim: string, check: (opened: Opened) => void): void {
  for (const row of receiveImplementations) {
    const probe = row.probe();
    Deno.test({
      name: `${row.name} ${claim}${probe.available ? "" : ` (skipped: ${probe.reason})`}`,
      ignore: !probe.available,
      fn() {
        using pair = new DatagramPair();
        using source = row.open({ fd: pair.fd, bufferBytes: BUFFER_BYTES, batch: BATCH });
        check({ pair, source, copies: row.traits.copies });
      },
    });
  }
}

test("hands datagrams out in order", ({ pair, source }) => {
  for (let round = 0; round < 5; round++) {
    for (let value = 1; value <= 9; value++) pair.send(value);
    assertEquals(takeAll(source), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }
});

test("settle() has all handed out that was sent before it, whoever has taken it", (opened) => {
  const { pair, source } = opened;
  for (let round = 0; round < 3; round++) {
    // posted receives are woken by each of these: after 128 in vain, threads of the kernel's wait
    for (let count = 0; count < VAIN; count++) {
      pair.send(1);
      while (takeAll(source).length === 0) source.wait(1000);
    }
    for (const value of [7, 8, 9]) pair.send(value);
    source.settle();
    assertEquals(takeAll(source).sort(), [7, 8, 9]);
  }
});

test("returns EMPTY when there is nothing", ({ source }) => {
  assertEquals([source.next(), source.next()], [EMPTY, EMPTY]);
});

test("hands out a datagram of no bytes, and what follows it", ({ pair, source }) => {
  for (const [value, sizeBytes] of [[1, 8], [0, 0], [0, 0], [2, 8]] as const) {
    pair.send(value, sizeBytes);
  }
  assertEquals(takeAll(source), [1, -1, -1, 2]);
});

test("tells a datagram that was cut from one that fits", ({ pair, source }) => {
  pair.send(1, BUFFER_BYTES + 1);
  pair.send(2, BUFFER_BYTES);
  assertEquals([source.next(), source.length, source.truncated], [DATA, BUFFER_BYTES, true]);
  source.commit();
  assertEquals([source.next(), source.length, source.truncated], [DATA, BUFFER_BYTES, false]);
  assertEquals(source.ledger.truncated, 1);
});

test("keeps what is held while others arrive", ({ pair, source, copies }) => {
  if (copies) return;
  for (let value = 1; value <= BATCH; value++) pair.send(value, BUFFER_BYTES);
  const offsets = Array.from({ length: BATCH }, () => {
    assertEquals(source.next(), DATA);
    return source.offset;
  });
  pair.send(9, BUFFER_BYTES);
  assertEquals(offsets.map((offset) => source.bytes[offset + BUFFER_BYTES - 1]), [1, 2, 3, 4]);
  assertEquals(source.ledger.inFlight, BATCH);
});

test("refuses with CapReached when all buffers are held", ({ pair, source, copies }) => {
  if (copies) return;
  for (let value = 1; value <= BATCH + 1; value++) pair.send(value);
  for (let taken = 0; taken < BATCH; taken++) assertEquals(source.next(), DATA);
  assertThrows(() => source.next(), CapReached);
  assertThrows(() => source.wait(0), HeldTooLong);
  assertEquals(source.ledger.inFlight, BATCH);
  source.commit();
  assertEquals(takeAll(source), [BATCH + 1]);
});

test("goes on after each number of buffers held", ({ pair, source }) => {
  let expected = 1, sent = 1;
  for (let held = 1; held < 40; held++) {
    for (let count = 0; count < 3; count++) pair.send(sent++ & 0xff);
    while (source.next() === DATA) {
      assertEquals(source.bytes[source.offset], expected++ & 0xff);
      if (expected % BATCH === held % BATCH || source.ledger.inFlight === BATCH) source.commit();
    }
    source.commit();
  }
  assertEquals(expected, sent);
});

test("wait() returns READY for a datagram, also while one is held", ({ pair, source }) => {
  pair.send(1);
  assertEquals([source.wait(1000), source.next()], [READY, DATA]);
  pair.send(2);
  assertEquals([source.wait(1000), source.next()], [READY, DATA]);
  assertEquals(source.bytes[source.offset], 2);
});

test("wait() returns DEADLINE when nothing comes", ({ source }) => {
  assertEquals([source.wait(0), source.wait(1), source.wait(-1)], [DEADLINE, DEADLINE, DEADLINE]);
});

test("wait() is ended once by a flush", ({ source }) => {
  for (let round = 0; round < 3; round++) {
    notify(source.flushFd);
    assertEquals([source.wait(1000), source.wait(0)], [FLUSHED, DEADLINE]);
  }
});

test("wait() is ended by a close, and everything after it", ({ source }) => {
  notify(source.closeFd);
  assertEquals([source.wait(1000), source.wait(1000), source.next()], [CLOSED, CLOSED, CLOSED]);
});

test("close() leaves what was not received to the next reader", ({ pair, source }) => {
  source.close();
  source.close();
  pair.send(7);
  using next = receiveImplementations[0]!.open({ fd: pair.fd, bufferBytes: BUFFER_BYTES });
  assertEquals(takeAll(next), [7]);
});

test("close() accounts for what was received and not handed out", ({ pair, source }) => {
  for (let value = 1; value <= 6; value++) pair.send(value);
  assertEquals(source.next(), DATA);
  source.close();
  using next = receiveImplementations[0]!.open({ fd: pair.fd, bufferBytes: BUFFER_BYTES });
  assertEquals(1 + source.ledger.abandoned + takeAll(next).length, 6);
});

test("view() shows the datagram", ({ pair, source }) => {
  pair.send(5, 3);
  source.next();
  assertEquals([...source.view()], [5, 5, 5]);
});

for (const row of receiveImplementations) {
  Deno.test(`${row.name} refuses a socket in non-blocking mode`, () => {
    const [one, other] = openSocketPair({ family: AF_UNIX, type: SOCK_DGRAM, nonBlocking: true });
    using _one = one;
    using _other = other;
    assertThrows(() => row.open({ fd: one.fd, bufferBytes: BUFFER_BYTES }), Unavailable);
  });

  Deno.test(`${row.name} refuses a batch that is out of range`, () => {
    for (const batch of [0, BATCH_MAX + 1, 1.5]) {
      assertThrows(() => row.open({ fd: 0, bufferBytes: BUFFER_BYTES, batch }), RangeError);
    }
  });

  Deno.test(`${row.name} opens with the largest batch`, () => {
    if (!row.probe().available) return;
    using pair = new DatagramPair();
    using source = row.open({ fd: pair.fd, bufferBytes: BUFFER_BYTES, batch: BATCH_MAX });
    pair.send(1);
    assert(source.wait(1000) === READY);
    assertEquals(takeAll(source), [1]);
  });
}
