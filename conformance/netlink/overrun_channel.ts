/** A netlink socket in a multicast group, and one that sends to the group faster than it reads. @module */
import { ERRNO, SysError } from "../../ffi/errno.ts";
import type { OwnedFd } from "../../ffi/fd.ts";
import { NETLINK_USERSOCK } from "../../ffi/netlink_constants.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { bindSocket, openSocket, setSocketOption } from "../../ffi/socket.ts";
import { netlinkEndpoint } from "../../ffi/socket_address.ts";
import {
  AF_NETLINK,
  MSG_DONTWAIT,
  SO_RCVBUF,
  SOCK_RAW,
  SOL_SOCKET,
} from "../../ffi/socket_constants.ts";
import { sendto } from "../../ffi/transfer.ts";
import { Denied } from "../rule.ts";

/** As many groups as the kernel has for this protocol: a bit each. */
const GROUP_COUNT = 32;
const BYTES_MAX = 4096;
const SOCKET = {
  family: AF_NETLINK,
  type: SOCK_RAW,
  protocol: NETLINK_USERSOCK,
  nonBlocking: false,
};

/**
 * Multicast does not wait for a slow reader: the kernel drops what does not fit, and tells by
 * ENOBUFS once. Ownership: owns both sockets; `fd` is lent.
 */
export class OverrunChannel implements Disposable {
  readonly fd: number;
  readonly #senderFd: number;
  readonly #memory: NativeMemory;
  readonly #addressBytes: number;
  readonly #stack: DisposableStack;

  /**
   * @throws {Denied} without CAP_NET_ADMIN, which joining a group needs; nothing stays open.
   * @throws {SysError} when the kernel refuses; nothing stays open.
   */
  constructor() {
    using stack = new DisposableStack();
    const { socket, group } = joinFreeGroup();
    this.fd = stack.use(socket).fd;
    this.#senderFd = stack.use(openSocket(SOCKET)).fd;
    const address = netlinkEndpoint(0, group);
    this.#memory = stack.use(NativeMemory.map({ sizeBytes: BYTES_MAX + address.length }));
    this.#memory.bytes.set(address, BYTES_MAX);
    this.#addressBytes = address.length;
    this.#stack = stack.move();
  }

  /** How much waits for the reader, in the kernel's accounting, before the rest is dropped. */
  limit(sizeBytes: number): void {
    setSocketOption(this.fd, { level: SOL_SOCKET, option: SO_RCVBUF }, sizeBytes);
  }

  /** Sends a datagram to the group. */
  send(payload: Uint8Array): void {
    this.#memory.bytes.set(payload);
    const { address } = this.#memory;
    const size = BigInt(payload.length);
    const to = this.#memory.at(BYTES_MAX);
    // ECONNREFUSED: the kernel, who is sent a copy of its own, has no socket of this protocol
    sendto(this.#senderFd, address, size, MSG_DONTWAIT, to, this.#addressBytes);
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }
}

/**
 * A socket in a group that nobody else is in: the host has them but once, and whoever checks the
 * same rule at the same time would fill this queue too. The group is the mask of its bit.
 */
function joinFreeGroup(): { readonly socket: OwnedFd; readonly group: number } {
  for (let step = 0; step < GROUP_COUNT; step++) {
    const group = 2 ** ((Deno.pid + step) % GROUP_COUNT);
    using stack = new DisposableStack();
    const socket = stack.use(openSocket(SOCKET));
    joinGroup(socket.fd, group);
    if (memberCount(group) > 1) continue; // this queue may hold the other's datagrams by now
    stack.move();
    return { socket, group };
  }
  throw new Denied(`all ${GROUP_COUNT} groups of NETLINK_USERSOCK are in use; run fewer at once`);
}

function joinGroup(fd: number, group: number): void {
  try {
    bindSocket(fd, netlinkEndpoint(0, group));
  } catch (error) {
    if (!(error instanceof SysError) || error.errno !== ERRNO.EPERM) throw error;
    throw new Denied("the process lacks CAP_NET_ADMIN; run as root, or grant it", { cause: error });
  }
}

/** How many sockets are in a group, by /proc/net/netlink: sk, protocol, port, groups in hex. */
function memberCount(group: number): number {
  const rows = Deno.readTextFileSync("/proc/net/netlink").trim().split("\n").slice(1);
  return rows.filter((row) => {
    const [, protocol, , groups = ""] = row.split(/\s+/);
    return Number(protocol) === NETLINK_USERSOCK && (BigInt(`0x${groups}`) & BigInt(group)) !== 0n;
  }).length;
}
