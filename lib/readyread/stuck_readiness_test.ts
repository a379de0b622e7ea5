/** Tests of readiness that stays without anything to read: it must not keep a wait from sleeping. @module */
import { assertEquals } from "@std/assert";
import { Epoll, EPOLLERR } from "../../ffi/epoll.ts";
import type { OwnedFd } from "../../ffi/fd.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import {
  bindEphemeral,
  connectSocket,
  openSocket,
  setSocketOption,
  shutdownSocket,
} from "../../ffi/socket.ts";
import {
  AF_INET,
  MSG_DONTWAIT,
  MSG_ZEROCOPY,
  SHUT_RD,
  SO_ZEROCOPY,
  SOCK_DGRAM,
  SOL_SOCKET,
} from "../../ffi/socket_constants.ts";
import { send } from "../../ffi/transfer.ts";
import { DATA, DEADLINE, EMPTY, END, READY } from "../outcome.ts";
import type { ReadSource } from "./contract.ts";
import { awaited, Pair, PATIENCE_MS, testEach, text } from "./read_fixture.ts";

/** Far above what a mended source needs. */
const LOOKS_MAX = 20;

/** How often `wait` says READY in a row with nothing there, the most being LOOKS_MAX. */
function emptyLooks(source: ReadSource): number {
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    assertEquals(source.next(), EMPTY);
    if (source.wait(1) === DEADLINE) return looks;
  }
  return LOOKS_MAX;
}

/** Leaves a notification in the error queue of a socket, where it stays: it is there now. */
function sendZeroCopy(fd: number): void {
  setSocketOption(fd, { level: SOL_SOCKET, option: SO_ZEROCOPY }, 1);
  using memory = NativeMemory.map({ sizeBytes: 4096 });
  assertEquals(send(fd, memory.address, 4096n, MSG_ZEROCOPY | MSG_DONTWAIT), 4096);
  using epoll = Epoll.open({ eventCount: 1 });
  epoll.add(fd, { events: 0, data: 0 }); // EPOLLERR is always watched
  assertEquals([epoll.wait(PATIENCE_MS), epoll.events(0)], [1, EPOLLERR]);
}

testEach("wait() sleeps while an error queue is not read", ({ source }) => {
  using pair = new Pair("tcp");
  source.add(pair.fd);
  sendZeroCopy(pair.fd);
  assertEquals(emptyLooks(source) < LOOKS_MAX, true);
  assertEquals(source.wait(1), DEADLINE);
});

testEach("wait() wakes for data behind an error queue that is not read", ({ source }) => {
  using pair = new Pair("tcp");
  const connection = source.add(pair.fd);
  sendZeroCopy(pair.fd);
  for (let round = 0; round < 4; round++) {
    emptyLooks(source);
    const said = "x".repeat(64) + round;
    pair.say(said);
    let heard = "";
    while (heard.length < said.length) {
      assertEquals([awaited(source), source.connection], [DATA, connection]);
      heard += text(source);
      source.commit();
    }
    assertEquals(heard, said);
  }
  pair.finish();
  assertEquals(awaited(source), END);
});

testEach("loses no data behind a full error queue, however often it waits first", ({ source }) => {
  using pair = new Pair("tcp");
  source.add(pair.fd);
  sendZeroCopy(pair.fd);
  emptyLooks(source);
  pair.say("there");
  for (let waits = 0; waits < 200; waits++) assertEquals(source.wait(1000), READY);
  assertEquals([awaited(source), text(source)], [DATA, "there"]);
});

function openUdpPair(): [OwnedFd, OwnedFd] {
  const [near, far] = [0, 1].map(() => openSocket({ family: AF_INET, type: SOCK_DGRAM }));
  connectSocket(near!.fd, bindEphemeral(far!.fd, AF_INET));
  return [near!, far!];
}

for (const kind of ["unix", "udp"]) {
  testEach(`a ${kind} datagram socket shut down for reading keeps no wait`, ({ source, name }) => {
    using stack = new DisposableStack();
    const fd = kind === "unix"
      ? stack.use(new Pair("datagram")).fd
      : openUdpPair().map((end) => stack.use(end))[0]!.fd;
    const connection = source.add(fd);
    assertEquals(source.next(), EMPTY);
    shutdownSocket(fd, SHUT_RD);
    const outcome = awaitedOrNothing(source);
    // the kernel tells a pending receive nothing
    assertEquals(outcome, name === "uring_buffers" ? EMPTY : END);
    if (outcome === END) assertEquals([source.connection, source.errno], [connection, 0]);
    assertEquals([source.next(), source.wait(0)], [EMPTY, DEADLINE]);
  });
}

testEach("hands out what a datagram socket held when it was shut down", ({ source }) => {
  using pair = new Pair("datagram");
  source.add(pair.fd);
  pair.say("one");
  pair.send([]);
  pair.say("two");
  shutdownSocket(pair.fd, SHUT_RD);
  const texts = [0, 1, 2].map(() => {
    assertEquals(awaited(source), DATA);
    const said = text(source);
    source.commit();
    return said;
  });
  assertEquals(texts, ["one", "", "two"]);
});

/** What comes within a few looks. */
function awaitedOrNothing(source: ReadSource): number {
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    const outcome = source.next();
    if (outcome !== EMPTY) return outcome;
    source.wait(1);
  }
  return EMPTY;
}
