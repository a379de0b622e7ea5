/** Tests of rtnetlink in namespaces of their own: links, addresses, neighbours, routes. @module */
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { EPOLLIN } from "./epoll.ts";
import { ERRNO, SysError } from "./errno.ts";
import { NativeMemory } from "./memory.ts";
import { raiseLoopback } from "./namespace.ts";
import { testInNamespace } from "./namespace_fixture.ts";
import { attribute, forEachAttribute, nested, textValue, u32Value } from "./netlink.ts";
import { Rtnetlink } from "./rtnetlink.ts";
import { bindSocket, connectSocket, interfaceIndex, openSocket } from "./socket.ts";
import { ipv4Endpoint, ipv6Endpoint, type SocketAddress } from "./socket_address.ts";
import { pollReady } from "./socket_fixture.ts";
import { AF_INET, AF_INET6, SOCK_DGRAM } from "./socket_constants.ts";
import { recv, send } from "./transfer.ts";

const MAC = "02:00:00:00:00:0a";

function withPair(work: (route: Rtnetlink) => void): () => void {
  return () => {
    using route = new Rtnetlink();
    route.addVethPair("left", "right");
    work(route);
  };
}

/** Whether there is a way to `to`; no packet leaves. @throws {SysError} ENETUNREACH. */
function connects(family: number, to: SocketAddress): boolean {
  using socket = openSocket({ family, type: SOCK_DGRAM });
  return connectSocket(socket.fd, to);
}

testInNamespace(
  "addVethPair() adds two links that are down",
  withPair((route) => {
    assertEquals([route.link("left").isUp, route.link("right").isUp], [false, false]);
  }),
);

testInNamespace(
  "addVethPair() throws EEXIST for a name that is taken",
  withPair((route) => {
    const error = assertThrows(() => route.addVethPair("left", "other"), SysError);
    assertEquals(error.errno, ERRNO.EEXIST);
  }),
);

testInNamespace(
  "deleteLink() takes the peer with it",
  withPair((route) => {
    route.deleteLink("left");
    assertEquals(assertThrows(() => interfaceIndex("right"), SysError).errno, ERRNO.ENODEV);
  }),
);

testInNamespace(
  "changeLink() sets what it is given, and leaves the rest",
  withPair((route) => {
    const index = interfaceIndex("left");
    route.changeLink("left", { mac: MAC, mtuBytes: 9000 });
    assertEquals(route.link("left"), { index, isUp: false, mtuBytes: 9000, mac: MAC });
    route.changeLink("left", { up: true, queuePackets: 10, gsoMaxBytes: 32768 });
    assertEquals(route.link("left"), { index, isUp: true, mtuBytes: 9000, mac: MAC });
  }),
);

testInNamespace(
  "changeLink() says in the kernel's words what it refused",
  withPair((route) => {
    const change = () => route.changeLink("left", { mtuBytes: 1 });
    const error = assertThrows(change, SysError);
    assertEquals(error.errno, ERRNO.EINVAL);
    assertStringIncludes(error.message, "mtu less than device minimum");
  }),
);

testInNamespace(
  "addAddress() makes addresses of both families usable at once",
  withPair((route) => {
    for (const name of ["left", "right"]) route.changeLink(name, { up: true });
    route.addAddress("left", { host: "10.9.0.1", prefixBits: 24 });
    route.addAddress("left", { host: "fd00:9::1", prefixBits: 64 });
    for (const [family, host] of [[AF_INET, "10.9.0.1"], [AF_INET6, "fd00:9::1"]] as const) {
      using socket = openSocket({ family, type: SOCK_DGRAM });
      bindSocket(socket.fd, family === AF_INET ? ipv4Endpoint(host, 0) : ipv6Endpoint(host, 0));
    }
  }),
);

testInNamespace(
  "addRoute() makes a network reachable that was not",
  withPair((route) => {
    const to = ipv4Endpoint("192.0.2.7", 9);
    route.changeLink("left", { up: true });
    route.addAddress("left", { host: "10.9.0.1", prefixBits: 24 });
    assertThrows(() => connects(AF_INET, to), SysError, "ENETUNREACH");
    route.addRoute("left", { host: "192.0.2.0", prefixBits: 24 });
    assertEquals(connects(AF_INET, to), true);
  }),
);

testInNamespace(
  "addRoute() takes a default route through a gateway",
  withPair((route) => {
    route.changeLink("left", { up: true });
    route.addAddress("left", { host: "10.9.0.1", prefixBits: 24 });
    route.addRoute("left", { host: "0.0.0.0", prefixBits: 0, gateway: "10.9.0.254" });
    assertEquals(connects(AF_INET, ipv4Endpoint("198.51.100.1", 9)), true);
  }),
);

testInNamespace(
  "addNeighbour() lets packets out without asking for the address",
  withPair((route) => {
    for (const name of ["left", "right"]) route.changeLink(name, { up: true });
    route.addAddress("left", { host: "10.9.0.1", prefixBits: 24 });
    route.addNeighbour("left", { host: "10.9.0.2", mac: MAC });
    using memory = NativeMemory.map({ sizeBytes: 64 });
    using socket = openSocket({ family: AF_INET, type: SOCK_DGRAM });
    connectSocket(socket.fd, ipv4Endpoint("10.9.0.2", 9));
    assertEquals(send(socket.fd, memory.address, 8n, 0), 8);
    assertEquals(Deno.readTextFileSync("/proc/thread-self/net/arp").includes(MAC), true);
  }),
);

testInNamespace("a message to loopback arrives once it is up", () => {
  raiseLoopback();
  using receiver = openSocket({ family: AF_INET, type: SOCK_DGRAM });
  using memory = NativeMemory.map({ sizeBytes: 64 });
  const address = ipv4Endpoint("127.0.0.1", 4242);
  bindSocket(receiver.fd, address);
  using sender = openSocket({ family: AF_INET, type: SOCK_DGRAM });
  connectSocket(sender.fd, address);
  send(sender.fd, memory.address, 3n, 0);
  pollReady(receiver.fd, EPOLLIN);
  assertEquals(recv(receiver.fd, memory.address, 64n, 0), 3);
});

Deno.test("forEachAttribute() reads what attribute() and nested() wrote, padding left out", () => {
  const seen: [number, string][] = [];
  const written = nested(5, attribute(1, textValue("ab")), attribute(2, u32Value(7)));
  forEachAttribute(written, (outer, value) => {
    forEachAttribute(value, (type, bytes) => seen.push([outer * 10 + type, bytes.join()]));
  });
  assertEquals(seen, [[51, "97,98,0"], [52, "7,0,0,0"]]);
});

Deno.test("forEachAttribute() stops at a length that cannot be", () => {
  let count = 0;
  forEachAttribute(Uint8Array.of(200, 0, 1, 0), () => count++);
  forEachAttribute(Uint8Array.of(3, 0, 1, 0), () => count++);
  assertEquals(count, 0);
});
