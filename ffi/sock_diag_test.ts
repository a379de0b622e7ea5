/** Tests of sock_diag: a dump finds the sockets that the test opened. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { EPOLLIN } from "./epoll.ts";
import { NativeMemory } from "./memory.ts";
import { forEachAttribute } from "./netlink.ts";
import { NETLINK_SOCK_DIAG, NLMSG_DONE, NLMSGHDR } from "./netlink_constants.ts";
import {
  encodeDumpRequest,
  extensionBits,
  INET_DIAG_CGROUP_ID,
  INET_DIAG_CONG,
  INET_DIAG_INFO,
  INET_DIAG_MSG,
  INET_DIAG_SKMEMINFO,
  INET_DIAG_SOCKID,
  SK_MEMINFO_DROPS,
  SOCK_DIAG_BY_FAMILY,
  TCP_ESTABLISHED,
  TCP_INFO_VALUE,
} from "./sock_diag.ts";
import { bindEphemeral, congestionControl, openSocket, socketName } from "./socket.ts";
import { portOf } from "./socket_address.ts";
import { connectedTcp, pollReady } from "./socket_fixture.ts";
import {
  AF_INET,
  AF_INET6,
  AF_NETLINK,
  IPPROTO_TCP,
  IPPROTO_UDP,
  SOCK_DGRAM,
  SOCK_RAW,
} from "./socket_constants.ts";
import { StructView } from "./struct.ts";
import { recv, send } from "./transfer.ts";

const SEQUENCE = 0xfedcba98;
const BUFFER_BYTES = 65536;

/** One socket of a dump. */
interface Found {
  readonly port: number;
  readonly state: number;
  readonly attributes: ReadonlyMap<number, Uint8Array>;
}

/** The answer to a request, message by message. */
function dump(request: Uint8Array): Found[] {
  using socket = openSocket({ family: AF_NETLINK, type: SOCK_RAW, protocol: NETLINK_SOCK_DIAG });
  using memory = NativeMemory.map({ sizeBytes: BUFFER_BYTES });
  memory.bytes.set(request);
  send(socket.fd, memory.address, BigInt(request.byteLength), 0);
  const found: Found[] = [];
  for (;;) {
    pollReady(socket.fd, EPOLLIN);
    const sizeBytes = recv(socket.fd, memory.address, BigInt(BUFFER_BYTES), 0);
    for (let offset = 0; offset < sizeBytes;) {
      const header = new StructView(NLMSGHDR, memory.bytes, offset);
      assertEquals(header.get("nlmsg_seq"), SEQUENCE);
      if (header.get("nlmsg_type") === NLMSG_DONE) return found;
      assertEquals(header.get("nlmsg_type"), SOCK_DIAG_BY_FAMILY);
      const end = offset + header.get("nlmsg_len");
      found.push(readSocket(memory.bytes.slice(offset + NLMSGHDR.sizeBytes, end)));
      offset = (end + 3) & -4;
    }
  }
}

function readSocket(body: Uint8Array): Found {
  const message = new StructView(INET_DIAG_MSG, body);
  const id = new StructView(INET_DIAG_SOCKID, body, INET_DIAG_MSG.fields.id.offset);
  const [high = 0, low = 0] = id.bytes("idiag_sport");
  const attributes = new Map<number, Uint8Array>();
  forEachAttribute(body.subarray(INET_DIAG_MSG.sizeBytes), (type, value) => {
    attributes.set(type, value);
  });
  return { port: high << 8 | low, state: message.get("idiag_state"), attributes };
}

for (const [name, family] of [["IPv4", AF_INET], ["IPv6", AF_INET6]] as const) {
  Deno.test(`a dump finds both ends of an ${name} connection, with INFO and CONG`, () => {
    using pair = connectedTcp(family);
    const found = dump(encodeDumpRequest({
      family,
      protocol: IPPROTO_TCP,
      extensions: [INET_DIAG_INFO, INET_DIAG_CONG],
      states: 1 << TCP_ESTABLISHED,
      sequence: SEQUENCE,
    }));
    const name = congestionControl(pair.client.fd);
    for (const { fd } of [pair.client, pair.server]) {
      const one = found.find(({ port }) => port === portOf(socketName(fd)));
      assertEquals(one?.state, TCP_ESTABLISHED);
      const text = new TextDecoder().decode(one?.attributes.get(INET_DIAG_CONG));
      assertEquals(text, `${name}\0`);
      const info = one?.attributes.get(INET_DIAG_INFO);
      assert(info !== undefined && info.byteLength >= TCP_INFO_VALUE.sizeBytes);
      assertEquals(new StructView(TCP_INFO_VALUE, info.slice()).get("tcpi_state"), TCP_ESTABLISHED);
    }
  });

  Deno.test(`a dump finds an ${name} socket of UDP, with SKMEMINFO`, () => {
    using socket = openSocket({ family, type: SOCK_DGRAM });
    const port = portOf(bindEphemeral(socket.fd, family));
    const request = { family, protocol: IPPROTO_UDP, sequence: SEQUENCE };
    const found = dump(encodeDumpRequest({ ...request, extensions: [INET_DIAG_SKMEMINFO] }));
    const one = found.find((candidate) => candidate.port === port);
    assertEquals(one?.attributes.get(INET_DIAG_SKMEMINFO)?.byteLength, (SK_MEMINFO_DROPS + 1) * 4);
  });
}

Deno.test("encodeDumpRequest() asks for one state only when told so", () => {
  using socket = openSocket({ family: AF_INET, type: SOCK_DGRAM });
  const port = portOf(bindEphemeral(socket.fd, AF_INET));
  const states = 1 << TCP_ESTABLISHED; // an unconnected socket of UDP is in TCP_CLOSE
  const request = { family: AF_INET, protocol: IPPROTO_UDP, sequence: SEQUENCE, states };
  assertEquals(dump(encodeDumpRequest(request)).some((found) => found.port === port), false);
});

Deno.test("extensionBits() has the first extension in the lowest bit", () => {
  assertEquals(extensionBits([INET_DIAG_INFO, INET_DIAG_CONG]), 0b1010);
});

Deno.test("extensionBits() refuses what idiag_ext has no bit for", () => {
  assertThrows(() => extensionBits([INET_DIAG_CGROUP_ID]), RangeError);
});
