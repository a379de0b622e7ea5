/** rtnetlink: links, addresses, neighbours and routes of this network namespace. @module */
import { attribute, forEachAttribute, nested, NetlinkSocket } from "./netlink.ts";
import { textValue, u32Value } from "./netlink.ts";
import { NETLINK_ROUTE, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from "./netlink_constants.ts";
import {
  IFA_ADDRESS,
  IFA_F_NODAD,
  IFA_LOCAL,
  IFADDRMSG,
  IFF_UP,
  IFINFOMSG,
  IFLA_ADDRESS,
  IFLA_GSO_MAX_SEGS,
  IFLA_GSO_MAX_SIZE,
  IFLA_IFNAME,
  IFLA_INFO_DATA,
  IFLA_INFO_KIND,
  IFLA_LINKINFO,
  IFLA_MTU,
  IFLA_TXQLEN,
  NDA_DST,
  NDA_LLADDR,
  NDMSG,
  NUD_PERMANENT,
  RT_SCOPE_LINK,
  RT_SCOPE_UNIVERSE,
  RT_TABLE_MAIN,
  RTA_DST,
  RTA_GATEWAY,
  RTA_OIF,
  RTM_DELLINK,
  RTM_GETLINK,
  RTM_NEWADDR,
  RTM_NEWLINK,
  RTM_NEWNEIGH,
  RTM_NEWROUTE,
  RTMSG,
  RTN_UNICAST,
  RTPROT_STATIC,
  VETH_INFO_PEER,
} from "./rtnetlink_constants.ts";
import { parseIpv4, parseIpv6, parseMac } from "./socket_address.ts";
import { AF_INET, AF_INET6, AF_UNSPEC } from "./socket_constants.ts";
import { interfaceIndex } from "./socket.ts";
import { allocate, StructView } from "./struct.ts";

/** What a link is like. */
export interface Link {
  readonly index: number;
  readonly isUp: boolean;
  readonly mtuBytes: number;
  /** `02:00:00:00:00:01` */
  readonly mac: string;
}

/** What can be changed of a link; what is left out stays as it is. */
export interface LinkChange {
  readonly up?: boolean;
  readonly mtuBytes?: number;
  readonly mac?: string;
  /** Packets that its queue holds. */
  readonly queuePackets?: number;
  /** The largest segment that TCP hands to the device. */
  readonly gsoMaxBytes?: number;
  readonly gsoMaxSegments?: number;
}

/** An address and how many of its bits are the network's. */
export interface Network {
  /** IPv4 or IPv6. */
  readonly host: string;
  readonly prefixBits: number;
}

/**
 * Changes the network of the namespace that the calling thread was in at opening.
 *
 * Ownership: owns a netlink socket; what it adds stays until it is deleted or the namespace ends.
 */
export class Rtnetlink implements Disposable {
  readonly socket: NetlinkSocket = new NetlinkSocket(NETLINK_ROUTE);

  /** Adds two links joined back to back. @throws {SysError} EEXIST, EPERM, EOPNOTSUPP. */
  addVethPair(name: string, peerName: string): void {
    const peer = [allocate(IFINFOMSG).memory, attribute(IFLA_IFNAME, textValue(peerName))];
    this.socket.request({
      verb: `add the veth pair ${name}, ${peerName}`,
      type: RTM_NEWLINK,
      flags: NLM_F_CREATE | NLM_F_EXCL,
      parts: [
        allocate(IFINFOMSG).memory,
        attribute(IFLA_IFNAME, textValue(name)),
        nested(
          IFLA_LINKINFO,
          attribute(IFLA_INFO_KIND, textValue("veth")),
          nested(IFLA_INFO_DATA, nested(VETH_INFO_PEER, ...peer)),
        ),
      ],
    });
  }

  /** Deletes a link, and with a veth its peer. @throws {SysError} ENODEV. */
  deleteLink(name: string): void {
    const { memory } = linkHeader(interfaceIndex(name));
    this.socket.request({ verb: `delete link ${name}`, type: RTM_DELLINK, parts: [memory] });
  }

  /** Changes a link. @throws {SysError} ENODEV, EINVAL, EPERM. */
  changeLink(name: string, change: LinkChange): void {
    const { memory, view } = linkHeader(interfaceIndex(name));
    if (change.up !== undefined) {
      view.set("ifi_change", IFF_UP);
      view.set("ifi_flags", change.up ? IFF_UP : 0);
    }
    const numbers: readonly (readonly [number, number | undefined])[] = [
      [IFLA_MTU, change.mtuBytes],
      [IFLA_TXQLEN, change.queuePackets],
      [IFLA_GSO_MAX_SIZE, change.gsoMaxBytes],
      [IFLA_GSO_MAX_SEGS, change.gsoMaxSegments],
    ];
    const parts: Uint8Array[] = [memory];
    for (const [type, value] of numbers) {
      if (value !== undefined) parts.push(attribute(type, u32Value(value)));
    }
    if (change.mac !== undefined) parts.push(attribute(IFLA_ADDRESS, parseMac(change.mac)));
    this.socket.request({ verb: `change link ${name}`, type: RTM_NEWLINK, parts });
  }

  /** What a link is like now. @throws {SysError} ENODEV. */
  link(name: string): Link {
    const index = interfaceIndex(name);
    const { memory } = linkHeader(index);
    const verb = `ask for link ${name}`;
    const [body] = this.socket.request({ verb, type: RTM_GETLINK, parts: [memory] });
    if (body === undefined) throw new Error(`Cannot ${verb}: the kernel sent none`);
    let mtuBytes = 0;
    let mac = "";
    forEachAttribute(body.subarray(IFINFOMSG.sizeBytes), (type, value) => {
      if (type === IFLA_MTU) mtuBytes = new DataView(value.slice().buffer).getUint32(0, true);
      if (type === IFLA_ADDRESS) mac = [...value].map(hexadecimal).join(":");
    });
    const flags = new StructView(IFINFOMSG, body).get("ifi_flags");
    return { index, isUp: (flags & IFF_UP) !== 0, mtuBytes, mac };
  }

  /** Gives a link an address, usable at once. @throws {SysError} EEXIST, ENODEV. */
  addAddress(name: string, { host, prefixBits }: Network): void {
    const { family, bytes } = parseHost(host);
    const { memory, view } = allocate(IFADDRMSG);
    view.set("ifa_family", family);
    view.set("ifa_prefixlen", prefixBits);
    // else an IPv6 address waits a second, until nobody else claims it
    view.set("ifa_flags", family === AF_INET6 ? IFA_F_NODAD : 0);
    view.set("ifa_index", interfaceIndex(name));
    this.socket.request({
      verb: `add address ${host}/${prefixBits} to ${name}`,
      type: RTM_NEWADDR,
      flags: NLM_F_CREATE | NLM_F_EXCL,
      parts: [memory, attribute(IFA_LOCAL, bytes), attribute(IFA_ADDRESS, bytes)],
    });
  }

  /** Tells a link the hardware address of a host for good. @throws {SysError} ENODEV. */
  addNeighbour(name: string, { host, mac }: { readonly host: string; readonly mac: string }): void {
    const { family, bytes } = parseHost(host);
    const { memory, view } = allocate(NDMSG);
    view.set("ndm_family", family);
    view.set("ndm_ifindex", interfaceIndex(name));
    view.set("ndm_state", NUD_PERMANENT);
    this.socket.request({
      verb: `add neighbour ${host} to ${name}`,
      type: RTM_NEWNEIGH,
      flags: NLM_F_CREATE | NLM_F_REPLACE,
      parts: [memory, attribute(NDA_DST, bytes), attribute(NDA_LLADDR, parseMac(mac))],
    });
  }

  /** Adds a static route through a link, or through a gateway on it. @throws {SysError} EEXIST. */
  addRoute(name: string, route: Network & { readonly gateway?: string }): void {
    const { host, prefixBits, gateway } = route;
    const { family, bytes } = parseHost(host);
    const { memory, view } = allocate(RTMSG);
    view.set("rtm_family", family);
    view.set("rtm_dst_len", prefixBits);
    view.set("rtm_table", RT_TABLE_MAIN);
    view.set("rtm_protocol", RTPROT_STATIC);
    view.set("rtm_scope", gateway === undefined ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE);
    view.set("rtm_type", RTN_UNICAST);
    const parts = [memory, attribute(RTA_OIF, u32Value(interfaceIndex(name)))];
    // the default route has no destination
    if (prefixBits > 0) parts.push(attribute(RTA_DST, bytes));
    if (gateway !== undefined) parts.push(attribute(RTA_GATEWAY, parseHost(gateway).bytes));
    this.socket.request({
      verb: `add a route to ${host}/${prefixBits} through ${name}`,
      type: RTM_NEWROUTE,
      flags: NLM_F_CREATE | NLM_F_EXCL,
      parts,
    });
  }

  /** Closes the socket. Harmless when repeated. */
  [Symbol.dispose](): void {
    this.socket[Symbol.dispose]();
  }
}

function linkHeader(index: number): ReturnType<typeof allocate<keyof typeof IFINFOMSG.fields>> {
  const header = allocate(IFINFOMSG);
  header.view.set("ifi_family", AF_UNSPEC);
  header.view.set("ifi_index", index);
  return header;
}

function parseHost(host: string): { family: number; bytes: Uint8Array } {
  return host.includes(":")
    ? { family: AF_INET6, bytes: parseIpv6(host) }
    : { family: AF_INET, bytes: parseIpv4(host) };
}

function hexadecimal(value: number): string {
  return value.toString(16).padStart(2, "0");
}
