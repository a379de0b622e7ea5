/** Tests of each source's wait, and of what many connections at once do to it. @module */
import { assert, assertEquals } from "@std/assert";
import { notify } from "../../ffi/eventfd.ts";
import { CLOSED, DATA, DEADLINE, EMPTY, FLUSHED, READY } from "../outcome.ts";
import { awaited, Pair, testEach, text } from "./read_fixture.ts";

testEach("wait() ends at its deadline", ({ source }) => {
  using pair = new Pair("unix");
  source.add(pair.fd);
  const startMs = performance.now();
  assertEquals(source.wait(5), DEADLINE);
  assert(performance.now() - startMs >= 5);
  assertEquals([source.wait(0), source.wait(-1)], [DEADLINE, DEADLINE]);
});

testEach("wait() ends at a close through its descriptor, and says so again", ({ source }) => {
  using pair = new Pair("unix");
  source.add(pair.fd);
  notify(source.closeFd);
  assertEquals([source.wait(Infinity), source.wait(Infinity)], [CLOSED, CLOSED]);
  assertEquals(source.next(), CLOSED);
});

testEach("wait() hands out data before a flush, and one flush once", ({ source }) => {
  using pair = new Pair("unix");
  source.add(pair.fd);
  pair.say("first");
  notify(source.flushFd);
  assertEquals(source.wait(Infinity), READY);
  assertEquals(source.next(), DATA);
  source.commit();
  assertEquals(source.next(), EMPTY);
  assertEquals([source.wait(Infinity), source.wait(0)], [FLUSHED, DEADLINE]);
});

testEach("next() sees a close while there is always data", ({ source }) => {
  using pair = new Pair("unix");
  source.add(pair.fd);
  notify(source.closeFd);
  for (let round = 0; round < 1000; round++) {
    pair.say("more");
    if (awaitedOrClosed(source) === CLOSED) return;
    source.commit();
  }
  throw new Error("the close was never seen");
});

function awaitedOrClosed(source: { next(): number; wait(ms: number): number }): number {
  for (;;) {
    const outcome = source.next();
    if (outcome !== EMPTY) return outcome;
    if (source.wait(Infinity) === CLOSED) return CLOSED;
  }
}

testEach("close() keeps what is in hand readable, and gives the rest back", ({ source }) => {
  using pair = new Pair("unix");
  using idle = new Pair("unix");
  source.add(pair.fd);
  source.add(idle.fd);
  pair.say("held");
  awaited(source);
  source.close();
  source.close();
  assertEquals(text(source), "held");
  source.commit();
  assertEquals([source.next(), source.wait(Infinity)], [CLOSED, CLOSED]);
  assertEquals(source.ledger.inFlight, 0);
});

testEach("loses nothing when more connections are ready than there are buffers", ({ source }) => {
  using stack = new DisposableStack();
  const pairs = Array.from({ length: 100 }, () => stack.use(new Pair("unix")));
  const told = new Map(pairs.map((pair, index) => [source.add(pair.fd), index]));
  assertEquals(source.next(), EMPTY);
  pairs.forEach((pair, index) => pair.send([index]));
  const seen: number[] = [];
  for (let count = 0; count < pairs.length; count++) {
    assertEquals(awaited(source), DATA);
    assertEquals(told.get(source.connection), source.bytes[source.offset]);
    seen.push(source.bytes[source.offset]!);
    source.commit();
  }
  assertEquals(seen.sort((a, b) => a - b), pairs.map((_, index) => index));
  assertEquals(source.next(), EMPTY);
}, { connectionsMax: 100, buffersMax: 4 });

testEach("goes round: one busy connection does not starve another", ({ source }) => {
  using busy = new Pair("unix");
  using quiet = new Pair("unix");
  source.add(busy.fd);
  const other = source.add(quiet.fd);
  const most = new Uint8Array(64);
  for (let count = 0; count < 200; count++) busy.send(most);
  quiet.say("me too");
  for (let reads = 0; reads < 150; reads++) {
    assertEquals(awaited(source), DATA);
    const { connection } = source;
    source.commit();
    if (connection === other) return;
  }
  throw new Error("the quiet connection was not served within 150 reads");
});

testEach("goes on after connections come and go without a read between", ({ source }) => {
  using pair = new Pair("unix");
  for (let round = 0; round < 200; round++) source.remove(source.add(pair.fd));
  using other = new Pair("unix");
  source.add(other.fd);
  for (let round = 0; round < 200; round++) {
    const connection = source.add(pair.fd);
    source.wait(0);
    source.remove(connection);
  }
  other.say("here");
  assertEquals(awaited(source), DATA);
});
