/** Tests of socket addresses: their bytes, and what is refused. @module */
import { assertEquals, assertThrows } from "@std/assert";
import {
  ipv4Endpoint,
  ipv6Endpoint,
  netlinkEndpoint,
  packetEndpoint,
  parseIpv4,
  parseIpv6,
  parseMac,
  portOf,
  unixEndpoint,
} from "./socket_address.ts";

Deno.test("ipv4Endpoint() writes port and address big-endian", () => {
  const expected = [2, 0, 0x1f, 0x90, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
  assertEquals([...ipv4Endpoint("127.0.0.1", 8080)], expected);
});

Deno.test("ipv6Endpoint() writes port and address big-endian", () => {
  const expected = [10, 0, 0x1f, 0x90, 0, 0, 0, 0, ...Array(15).fill(0), 1, 0, 0, 0, 0];
  assertEquals([...ipv6Endpoint("::1", 8080)], expected);
});

Deno.test("unixEndpoint() ends a path in NUL", () => {
  assertEquals([...unixEndpoint("/a")], [1, 0, 0x2f, 0x61, 0]);
});

Deno.test("unixEndpoint() ends an abstract name where it ends", () => {
  assertEquals([...unixEndpoint("\0a")], [1, 0, 0, 0x61]);
});

Deno.test("unixEndpoint() refuses a path that leaves no room for NUL", () => {
  assertThrows(() => unixEndpoint("x".repeat(108)), RangeError);
});

Deno.test("packetEndpoint() writes the protocol big-endian and the interface", () => {
  assertEquals([...packetEndpoint(7, 0x0800).subarray(0, 8)], [17, 0, 8, 0, 7, 0, 0, 0]);
});

Deno.test("portOf() reads the port of each family that has one", () => {
  const ports = [ipv4Endpoint("0.0.0.0", 80), ipv6Endpoint("::", 443), netlinkEndpoint(99)];
  assertEquals(ports.map(portOf), [80, 443, 99]);
});

Deno.test("portOf() refuses a Unix address", () => {
  assertThrows(() => portOf(unixEndpoint("/a")), RangeError);
});

for (const host of ["", "1.2.3", "1.2.3.256", "1.2.3.4.5", "a.b.c.d", "1..2.3"]) {
  Deno.test(`parseIpv4() refuses "${host}"`, () => {
    assertThrows(() => parseIpv4(host), RangeError);
  });
}

for (
  const [host, groups] of [
    ["::", [0, 0, 0, 0, 0, 0, 0, 0]],
    ["::1", [0, 0, 0, 0, 0, 0, 0, 1]],
    ["fe80::", [0xfe80, 0, 0, 0, 0, 0, 0, 0]],
    ["2001:db8::5:6", [0x2001, 0xdb8, 0, 0, 0, 0, 5, 6]],
    ["1:2:3:4:5:6:7:8", [1, 2, 3, 4, 5, 6, 7, 8]],
    ["::ffff:127.0.0.1", [0, 0, 0, 0, 0, 0xffff, 0x7f00, 1]],
  ] as const
) {
  Deno.test(`parseIpv6() reads "${host}"`, () => {
    assertEquals([...parseIpv6(host)], groups.flatMap((group) => [group >> 8, group & 0xff]));
  });
}

for (const host of ["", ":", "1:2:3", "1:2:3:4:5:6:7:8:9", "1::2::3", "::g", "1:2:3:4:5:6:7::8"]) {
  Deno.test(`parseIpv6() refuses "${host}"`, () => {
    assertThrows(() => parseIpv6(host), RangeError);
  });
}

Deno.test("parseMac() reads six bytes", () => {
  assertEquals([...parseMac("02:00:0a:FF:00:01")], [2, 0, 10, 255, 0, 1]);
});

Deno.test("parseMac() refuses five bytes", () => {
  assertThrows(() => parseMac("02:00:0a:ff:00"), RangeError);
});
