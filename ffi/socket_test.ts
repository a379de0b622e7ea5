/** Tests of sockets: connections over loopback, options and addresses. @module */
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { ERRNO, SysError } from "./errno.ts";
import { closesOnExec, openFds, type OwnedFd } from "./fd.ts";
import { connectedTcp, pollReady } from "./socket_fixture.ts";
import {
  acceptSocket,
  bindEphemeral,
  bindSocket,
  connectSocket,
  interfaceIndex,
  listenOn,
  openSocket,
  openSocketPair,
  peerName,
  setLinger,
  setSocketOption,
  shutdownSocket,
  socketName,
  socketOption,
  takeSocketError,
} from "./socket.ts";
import { portOf } from "./socket_address.ts";
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  SHUT_WR,
  SO_RCVBUF,
  SO_TYPE,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
} from "./socket_constants.ts";
import { EPOLLIN } from "./epoll.ts";

function errnoOf(work: () => void): number {
  return assertThrows(work, SysError).errno;
}

Deno.test("openSocket() opens close-on-exec", () => {
  using socket = openSocket({ family: AF_INET, type: SOCK_STREAM });
  assert(closesOnExec(socket.fd));
});

Deno.test("openSocket() refuses a family that does not exist", () => {
  const AF_NONE = 250;
  assertEquals(errnoOf(() => openSocket({ family: AF_NONE, type: SOCK_STREAM })), 97);
});

Deno.test("openSocketPair() opens two ends of the type asked for", () => {
  const [left, right] = openSocketPair({ family: AF_UNIX, type: SOCK_DGRAM });
  using _left = left;
  using _right = right;
  const name = { level: SOL_SOCKET, option: SO_TYPE };
  assertEquals([socketOption(left.fd, name), socketOption(right.fd, name)], [2, 2]);
});

for (const [name, family] of [["IPv4", AF_INET], ["IPv6", AF_INET6]] as const) {
  Deno.test(`connectSocket() reaches an ${name} listener, which accepts it`, () => {
    using pair = connectedTcp(family);
    assertEquals(portOf(socketName(pair.client.fd)), portOf(peerName(pair.server.fd)));
  });
}

Deno.test("bindEphemeral() finds an abstract name for a Unix socket", () => {
  using listener = openSocket({ family: AF_UNIX, type: SOCK_STREAM });
  const address = bindEphemeral(listener.fd, AF_UNIX);
  listenOn(listener.fd);
  using client = openSocket({ family: AF_UNIX, type: SOCK_STREAM });
  assert(connectSocket(client.fd, address));
});

Deno.test("connectSocket() throws ECONNREFUSED where nobody listens", () => {
  using bound = openSocket({ family: AF_INET, type: SOCK_STREAM });
  const address = bindEphemeral(bound.fd, AF_INET);
  using client = openSocket({ family: AF_INET, type: SOCK_STREAM, nonBlocking: false });
  assertEquals(errnoOf(() => connectSocket(client.fd, address)), ERRNO.ECONNREFUSED);
});

Deno.test("bindSocket() throws EADDRINUSE for a port that is taken", () => {
  using first = openSocket({ family: AF_INET, type: SOCK_DGRAM });
  const address = bindEphemeral(first.fd, AF_INET);
  using second = openSocket({ family: AF_INET, type: SOCK_DGRAM });
  assertEquals(errnoOf(() => bindSocket(second.fd, address)), ERRNO.EADDRINUSE);
});

Deno.test("acceptSocket() returns undefined when nobody waits", () => {
  using listener = openSocket({ family: AF_INET, type: SOCK_STREAM });
  bindEphemeral(listener.fd, AF_INET);
  listenOn(listener.fd);
  assertEquals(acceptSocket(listener.fd), undefined);
});

Deno.test("setSocketOption() sets an int, which the kernel doubles for SO_RCVBUF", () => {
  using socket = openSocket({ family: AF_INET, type: SOCK_STREAM });
  const name = { level: SOL_SOCKET, option: SO_RCVBUF };
  setSocketOption(socket.fd, name, 8192);
  assertEquals(socketOption(socket.fd, name), 16384);
});

Deno.test("socketOption() throws ENOPROTOOPT for an option that does not exist", () => {
  using socket = openSocket({ family: AF_INET, type: SOCK_STREAM });
  const name = { level: SOL_SOCKET, option: 9999 };
  assertEquals(errnoOf(() => socketOption(socket.fd, name)), ERRNO.ENOPROTOOPT);
});

Deno.test("setLinger() of 0 makes closing reset the connection", () => {
  using pair = connectedTcp(AF_INET);
  setLinger(pair.client.fd, 0);
  pair.client[Symbol.dispose]();
  pollReady(pair.server.fd, EPOLLIN);
  assertEquals(takeSocketError(pair.server.fd), ERRNO.ECONNRESET);
});

Deno.test("takeSocketError() clears what it read", () => {
  using pair = connectedTcp(AF_INET);
  setLinger(pair.client.fd, 0);
  pair.client[Symbol.dispose]();
  pollReady(pair.server.fd, EPOLLIN);
  takeSocketError(pair.server.fd);
  assertEquals(takeSocketError(pair.server.fd), 0);
});

Deno.test("shutdownSocket() throws ENOTCONN on a socket that never connected", () => {
  using socket = openSocket({ family: AF_INET, type: SOCK_STREAM });
  assertEquals(errnoOf(() => shutdownSocket(socket.fd, SHUT_WR)), ERRNO.ENOTCONN);
});

Deno.test("interfaceIndex() finds loopback", () => {
  assertEquals(interfaceIndex("lo"), 1);
});

Deno.test("interfaceIndex() throws ENODEV for a name that nobody has", () => {
  assertEquals(errnoOf(() => interfaceIndex("no_such_link")), ERRNO.ENODEV);
});

Deno.test("a socket is closed by its owner", () => {
  // found by its inode: its number may be another test's by the time one looks
  const socket: OwnedFd = openSocket({ family: AF_INET, type: SOCK_STREAM });
  const opened = openFds().find(({ fd }) => fd === socket.fd);
  assertMatch(opened!.target, /^socket:\[\d+\]$/);
  socket[Symbol.dispose]();
  assertEquals(openFds().filter(({ target }) => target === opened!.target), []);
});
