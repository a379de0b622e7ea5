/** The lab's network: a veth pair, and our program where its far end takes packets in. @module */
import { addClsact, attachFilter } from "../../ffi/traffic_control.ts";
import { Rtnetlink } from "../../ffi/rtnetlink.ts";
import { PEER, PREFIX_BITS, SUBJECT } from "./addresses.ts";

/** What {@linkcode buildTopology} takes. */
export interface TopologyOptions {
  readonly mtuBytes: number;
  /** The program of `segment_program.ts`; the device keeps it, so the descriptor may be closed. */
  readonly programFd: number;
}

/**
 * Builds the network in the namespace of the calling thread, which should be a fresh one: all of it
 * goes when the namespace does.
 *
 * The peer's end has no address, so nothing of the kernel's listens there.
 *
 * @throws {SysError} EOPNOTSUPP without veth, EPERM without CAP_NET_ADMIN, ENOENT without clsact.
 */
export function buildTopology({ mtuBytes, programFd }: TopologyOptions): void {
  using route = new Rtnetlink();
  route.addVethPair(SUBJECT.device, PEER.device);
  setSysctls();
  for (const { device, mac } of [SUBJECT, PEER]) route.changeLink(device, { mac, mtuBytes });
  addClsact(route.socket, PEER.device);
  attachFilter(route.socket, PEER.device, { programFd, programName: "wire_lab" });
  for (const { device } of [SUBJECT, PEER]) route.changeLink(device, { up: true });
  route.addAddress(SUBJECT.device, { host: SUBJECT.address, prefixBits: PREFIX_BITS });
  route.addNeighbour(SUBJECT.device, { host: PEER.address, mac: PEER.mac });
}

/** Where the kernel keeps what is set per namespace. */
const SYSCTL = "/proc/sys/net";

/**
 * Settings of this namespace alone; each is a wish, since a kernel may lack it.
 *
 * - Congestion control: neither cubic nor reno paces, as bbr does, and pacing would be measured.
 *   Only the first namespace may default to what tcp_allowed_congestion_control does not name.
 * - No IPv6: its neighbour discovery would talk on a wire that only TCP should be on.
 * - Orphans: a sender that was killed leaves bytes nobody acknowledges; its socket, and with it the
 *   namespace, is given up after one repeat and not after minutes.
 */
function setSysctls(): void {
  const cubic = setSysctl("ipv4/tcp_congestion_control", "cubic");
  if (!cubic) setSysctl("ipv4/tcp_congestion_control", "reno");
  setSysctl("ipv6/conf/all/disable_ipv6", "1");
  setSysctl("ipv6/conf/default/disable_ipv6", "1");
  setSysctl("ipv4/tcp_no_metrics_save", "1");
  setSysctl("ipv4/tcp_orphan_retries", "1");
}

function setSysctl(name: string, value: string): boolean {
  try {
    Deno.writeTextFileSync(`${SYSCTL}/${name}`, value);
    return true;
  } catch {
    return false; // absent, or read-only as in some containers
  }
}
