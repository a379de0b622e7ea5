/** Socket addresses: built as the bytes that C passes, and read back. @module */
import { AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_UNIX } from "./socket_constants.ts";
import { allocate, struct, StructView } from "./struct.ts";

/** IPv4: port and address big-endian. */
export const SOCKADDR_IN = struct("sockaddr_in", {
  sin_family: "u16",
  sin_port: "u8[2]",
  sin_addr: "u8[4]",
  sin_zero: "u8[8]",
}, { header: "netinet/in.h", sizeBytes: 16 });

/** IPv6: port and address big-endian. */
export const SOCKADDR_IN6 = struct("sockaddr_in6", {
  sin6_family: "u16",
  sin6_port: "u8[2]",
  sin6_flowinfo: "u32",
  sin6_addr: "u8[16]",
  sin6_scope_id: "u32",
}, { header: "netinet/in.h" });

/** Unix: a path that ends in NUL, or a name that starts with it. */
export const SOCKADDR_UN = struct("sockaddr_un", { sun_family: "u16", sun_path: "u8[108]" }, {
  header: "sys/un.h",
});

/** Netlink: the port is the socket's own number, the kernel's is 0. */
export const SOCKADDR_NL = struct("sockaddr_nl", {
  nl_family: "u16",
  nl_pad: "u16",
  nl_pid: "u32",
  nl_groups: "u32",
}, { header: "linux/netlink.h" });

/** Packet: the protocol is big-endian. */
export const SOCKADDR_LL = struct("sockaddr_ll", {
  sll_family: "u16",
  sll_protocol: "u8[2]",
  sll_ifindex: "i32",
  sll_hatype: "u16",
  sll_pkttype: "u8",
  sll_halen: "u8",
  sll_addr: "u8[8]",
}, { header: "linux/if_packet.h" });

/** The bytes of a sockaddr; their count is the address length of C. */
export type SocketAddress = Uint8Array<ArrayBuffer>;

const IPV6_GROUPS = 8;
const MAC_BYTES = 6;

/** An IPv4 endpoint. @throws {RangeError} when `host` is no dotted address. */
export function ipv4Endpoint(host: string, port: number): SocketAddress {
  const { memory, view } = allocate(SOCKADDR_IN);
  view.set("sin_family", AF_INET);
  view.bytes("sin_port").set(bigEndian16(port));
  view.bytes("sin_addr").set(parseIpv4(host));
  return memory;
}

/** An IPv6 endpoint. @throws {RangeError} when `host` is no IPv6 address. */
export function ipv6Endpoint(host: string, port: number): SocketAddress {
  const { memory, view } = allocate(SOCKADDR_IN6);
  view.set("sin6_family", AF_INET6);
  view.bytes("sin6_port").set(bigEndian16(port));
  view.bytes("sin6_addr").set(parseIpv6(host));
  return memory;
}

/**
 * A Unix endpoint: a path, or an abstract name where it starts with NUL. The empty string lets bind
 * choose an abstract name.
 *
 * @throws {RangeError} when it is longer than 107 bytes.
 */
export function unixEndpoint(path: string): SocketAddress {
  const { memory, view } = allocate(SOCKADDR_UN);
  const encoded = new TextEncoder().encode(path);
  const { offset, sizeBytes } = SOCKADDR_UN.fields.sun_path;
  if (encoded.byteLength >= sizeBytes) {
    throw new RangeError(`Cannot name a socket by ${encoded.byteLength} bytes: 107 are the most`);
  }
  view.set("sun_family", AF_UNIX);
  view.bytes("sun_path").set(encoded);
  if (path === "") return memory.slice(0, offset);
  // a path ends in NUL; all bytes of an abstract name count, a closing NUL too
  return memory.slice(0, offset + encoded.byteLength + (path.startsWith("\0") ? 0 : 1));
}

/** A netlink endpoint; the defaults are the kernel to send to, or a free port to bind to. */
export function netlinkEndpoint(portId = 0, groups = 0): SocketAddress {
  const { memory, view } = allocate(SOCKADDR_NL);
  view.set("nl_family", AF_NETLINK);
  view.set("nl_pid", portId);
  view.set("nl_groups", groups);
  return memory;
}

/** An interface to send packets on; `protocol` is an EtherType, 0 to receive nothing. */
export function packetEndpoint(interfaceIndex: number, protocol = 0): SocketAddress {
  const { memory, view } = allocate(SOCKADDR_LL);
  view.set("sll_family", AF_PACKET);
  view.bytes("sll_protocol").set(bigEndian16(protocol));
  view.set("sll_ifindex", interfaceIndex);
  view.set("sll_halen", MAC_BYTES);
  return memory;
}

/** The port of an endpoint: TCP's or UDP's, or a netlink socket's own number. */
export function portOf(address: SocketAddress): number {
  const family = address[0]! | address[1]! << 8;
  if (family === AF_NETLINK) return new StructView(SOCKADDR_NL, address).get("nl_pid");
  if (family === AF_INET || family === AF_INET6) return address[2]! << 8 | address[3]!;
  throw new RangeError(`Cannot find the port of an address of family ${family}: it has none`);
}

/** The four bytes of a dotted address. @throws {RangeError} when it is none. */
export function parseIpv4(host: string): Uint8Array<ArrayBuffer> {
  const parts = host.split(".");
  const isDotted = parts.length === 4 &&
    parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
  if (!isDotted) throw new RangeError(`Cannot read "${host}" as an IPv4 address`);
  return Uint8Array.from(parts, Number);
}

/** The sixteen bytes of an IPv6 address without a zone. @throws {RangeError} when it is none. */
export function parseIpv6(host: string): Uint8Array<ArrayBuffer> {
  // a dotted end stands for the last two groups: ::ffff:127.0.0.1
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(host);
  const text = dotted ? dotted[1]! + dottedGroups(dotted[2]!) : host;
  const halves = text.split("::").map((half) => half === "" ? [] : half.split(":"));
  const [head = [], tail = []] = halves;
  const zeroCount = IPV6_GROUPS - head.length - tail.length;
  const fits = halves.length === 2 ? zeroCount > 0 : halves.length === 1 && zeroCount === 0;
  const groups = fits ? [...head, ...Array<string>(zeroCount).fill("0"), ...tail] : [];
  if (!fits || !groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) {
    throw new RangeError(`Cannot read "${host}" as an IPv6 address`);
  }
  return Uint8Array.from(groups.flatMap((group) => bigEndian16(Number.parseInt(group, 16))));
}

/** The six bytes of a hardware address. @throws {RangeError} when it is none. */
export function parseMac(text: string): Uint8Array<ArrayBuffer> {
  const parts = text.split(":");
  if (parts.length !== MAC_BYTES || !parts.every((part) => /^[0-9a-f]{2}$/i.test(part))) {
    throw new RangeError(`Cannot read "${text}" as a hardware address`);
  }
  return Uint8Array.from(parts, (part) => Number.parseInt(part, 16));
}

function dottedGroups(host: string): string {
  const [a, b, c, d] = parseIpv4(host) as unknown as [number, number, number, number];
  return `${(a << 8 | b).toString(16)}:${(c << 8 | d).toString(16)}`;
}

function bigEndian16(value: number): number[] {
  return [value >> 8 & 0xff, value & 0xff];
}
