/** Tests of each source over real sockets: data, ends, errors, boundaries, ownership. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ERRNO, SysError } from "../../ffi/errno.ts";
import { EventFd } from "../../ffi/eventfd.ts";
import { POISON } from "../buffer_pool.ts";
import { CapReached, HeldTooLong, Unavailable } from "../errors.ts";
import { BROKEN, DATA, DEADLINE, EMPTY, END } from "../outcome.ts";
import type { ReadSource } from "./contract.ts";
import { awaited, Pair, PATIENCE_MS, readBytes, STREAMS, testEach, text } from "./read_fixture.ts";
import { readImplementations } from "./table.ts";

for (const kind of STREAMS) {
  testEach(`hands out what each connection got, and whose it is, over ${kind}`, ({ source }) => {
    using a = new Pair(kind);
    using b = new Pair(kind);
    const [first, second] = [source.add(a.fd), source.add(b.fd)];
    assertEquals(source.next(), EMPTY);
    b.say("to b");
    assertEquals([awaited(source), source.connection, text(source)], [DATA, second, "to b"]);
    source.commit();
    a.say("to a");
    assertEquals([awaited(source), source.connection, text(source)], [DATA, first, "to a"]);
    source.commit();
    assertEquals(source.next(), EMPTY);
  });

  testEach(`gives data before the end, and the end once, over ${kind}`, ({ source }) => {
    using pair = new Pair(kind);
    const connection = source.add(pair.fd);
    pair.say("last words");
    pair.finish();
    assertEquals([awaited(source), text(source)], [DATA, "last words"]);
    source.commit();
    assertEquals([awaited(source), source.connection, source.errno], [END, connection, 0]);
    assertEquals([source.next(), source.wait(0), source.next()], [EMPTY, DEADLINE, EMPTY]);
    source.remove(connection);
    assertEquals(source.connectionCount, 0);
  });

  testEach(`reads what is longer than its buffer in parts, over ${kind}`, ({ source }) => {
    using pair = new Pair(kind);
    source.add(pair.fd);
    const sent = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7) & 0xff);
    pair.send(sent);
    assertEquals(readBytes(source, sent.length), sent);
  });

  testEach(`takes a socket in blocking mode as well, over ${kind}`, ({ source }) => {
    using pair = new Pair(kind, { nonBlocking: false });
    source.add(pair.fd);
    assertEquals(source.next(), EMPTY);
    pair.say("same");
    assertEquals([awaited(source), text(source)], [DATA, "same"]);
    source.commit();
    assertEquals(source.next(), EMPTY);
  });
}

testEach("says BROKEN once when a connection is reset", ({ source }) => {
  using pair = new Pair("tcp");
  using other = new Pair("tcp");
  const connection = source.add(pair.fd);
  const otherConnection = source.add(other.fd);
  pair.reset();
  assertEquals([awaited(source), source.connection], [BROKEN, connection]);
  assertEquals(source.errno, ERRNO.ECONNRESET);
  assertEquals(source.next(), EMPTY);
  other.say("alive");
  assertEquals([awaited(source), source.connection], [DATA, otherConnection]);
});

testEach("keeps the boundaries of datagrams, empty ones too", ({ source }) => {
  using pair = new Pair("datagram");
  source.add(pair.fd);
  for (const one of ["one", "", "", "four"]) pair.say(one);
  const seen = Array.from({ length: 4 }, () => {
    assertEquals(awaited(source), DATA);
    const seen = text(source);
    source.commit();
    return seen;
  });
  assertEquals([seen, source.next()], [["one", "", "", "four"], EMPTY]);
});

testEach("tells a datagram that was cut", ({ source }) => {
  using pair = new Pair("datagram");
  source.add(pair.fd);
  pair.say("x".repeat(65));
  pair.say("x".repeat(64));
  assertEquals([awaited(source), source.length, source.truncated], [DATA, 64, true]);
  source.commit();
  assertEquals([awaited(source), source.length, source.truncated], [DATA, 64, false]);
  assertEquals(source.ledger.truncated, 1);
});

testEach("pins no more than its idle buffers once all is committed", ({ source, name }) => {
  using pair = new Pair("unix");
  source.add(pair.fd);
  const idle = source.pool.bytesOut;
  assertEquals(idle === 0, name === "ready" || name === "peek");
  for (let round = 0; round < 3; round++) {
    pair.say("some");
    awaited(source);
    assert(source.ledger.bytesPinned > 0);
    source.commit();
    assertEquals([source.next(), source.ledger.bytesPinned], [EMPTY, 0]);
    assertEquals(source.pool.bytesOut, idle);
  }
});

testEach("keeps a payload in hand when its connection is removed", ({ source }) => {
  using pair = new Pair("unix");
  using other = new Pair("unix");
  const connection = source.add(pair.fd);
  source.add(other.fd);
  pair.say("still here");
  assertEquals(awaited(source), DATA);
  source.remove(connection);
  assertEquals(text(source), "still here");
  const again = source.add(pair.fd);
  assertEquals(again, connection);
  pair.say("anew");
  const { offset, length } = source;
  assertEquals([awaited(source), text(source)], [DATA, "anew"]);
  assertEquals(new TextDecoder().decode(source.bytes.slice(offset, offset + length)), "still here");
  source.commit();
  assertEquals(source.bytes[offset], POISON);
});

testEach(
  "refuses with CapReached when all buffers are in hand, and goes on",
  ({ source, name }) => {
    using pair = new Pair("datagram");
    source.add(pair.fd);
    const most = name === "pinned" ? 1 : 3;
    for (let sent = 0; sent <= most; sent++) pair.say(`${sent}`);
    for (let taken = 0; taken < most; taken++) assertEquals(awaited(source), DATA);
    assertThrows(() => source.next(), CapReached);
    assertThrows(() => source.wait(0), HeldTooLong);
    assertEquals(source.ledger.inFlight, most);
    source.commit();
    assertEquals([awaited(source), text(source)], [DATA, `${most}`]);
  },
  { buffersMax: 3 },
);

testEach("hands a kept buffer over to the caller", ({ source }) => {
  using pair = new Pair("unix");
  source.add(pair.fd);
  pair.say("mine");
  awaited(source);
  const { offset, length } = source;
  const buffer = source.keep();
  assertThrows(() => source.keep(), RangeError);
  source.commit();
  for (const word of ["two", "three", "four", "five"]) {
    pair.say(word);
    assertEquals([awaited(source), text(source)], [DATA, word]);
    source.commit();
  }
  assertEquals(new TextDecoder().decode(source.bytes.slice(offset, offset + length)), "mine");
  assert(source.pool.release(buffer));
}, { buffersMax: 2 });

testEach("survives a descriptor closed without being removed", ({ source }) => {
  const stale = new Pair("unix");
  const old = source.add(stale.fd);
  stale.say("unread");
  stale.closeNear();
  using pair = new Pair("unix");
  stale[Symbol.dispose]();
  const connection = source.add(pair.fd);
  pair.say("new");
  for (;;) {
    assertEquals(awaited(source), DATA);
    const seen = [source.connection, text(source)];
    source.commit();
    if (seen[0] === connection) {
      assertEquals(seen, [connection, "new"]);
      break;
    }
  }
  source.remove(old);
  pair.say("more");
  assertEquals([awaited(source), source.connection], [DATA, connection]);
});

/** Whether nobody has the other end any more right after its connection was removed and closed. */
function letsGo(source: ReadSource): boolean {
  using pair = new Pair("unix");
  const connection = source.add(pair.fd);
  assertEquals(source.next(), EMPTY);
  source.remove(connection);
  pair.closeNear();
  try {
    pair.send([1]);
    return false;
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== "EPIPE") throw error;
    return true;
  }
}

testEach("lets go of the socket at once when a connection is removed", ({ source }) => {
  // a process that another thread starts meanwhile has all descriptors, but soon executes
  const endMs = performance.now() + PATIENCE_MS;
  while (!letsGo(source)) assert(performance.now() < endMs);
});

testEach("refuses what it cannot read, and changes nothing", ({ source }) => {
  using pair = new Pair("unix");
  const connection = source.add(pair.fd);
  const { bytesOut } = source.pool;
  assertThrows(() => source.add(pair.fd), SysError);
  assertThrows(() => source.add(2.5), RangeError);
  assertThrows(() => source.add(1_000_000), SysError);
  using noSocket = new EventFd();
  assertThrows(() => source.add(noSocket.fd), Unavailable);
  assertThrows(() => source.remove(connection + 1), RangeError);
  assertEquals([source.connectionCount, source.pool.bytesOut], [1, bytesOut]);
});

testEach("refuses one connection more than it was opened for", ({ source }) => {
  using a = new Pair("unix");
  using b = new Pair("unix");
  const connection = source.add(a.fd);
  assertThrows(() => source.add(b.fd), CapReached);
  source.remove(connection);
  assertEquals(source.add(b.fd), connection);
}, { connectionsMax: 1 });

for (const row of readImplementations.filter((row) => row.probe().available)) {
  Deno.test(`${row.name} refuses a buffer of no bytes`, () => {
    assertThrows(() => row.open({ connectionsMax: 1, bufferBytes: 0 }), RangeError);
  });
}
