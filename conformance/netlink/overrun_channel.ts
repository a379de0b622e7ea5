/** A netlink socket in a multicast group, and one that sends to the group faster than it reads. @module */
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

const GROUP = 1;
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

  /** @throws {SysError} when the kernel refuses; nothing stays open. */
  constructor() {
    using stack = new DisposableStack();
    this.fd = stack.use(openSocket(SOCKET)).fd;
    this.#senderFd = stack.use(openSocket(SOCKET)).fd;
    bindSocket(this.fd, netlinkEndpoint(0, GROUP));
    const address = netlinkEndpoint(0, GROUP);
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
