/** A sender's calls to the kernel: send(2), the error queue, and the end of a connection. @module */
import { ERRNO, SysError } from "../../ffi/errno.ts";
import { ErrorQueue } from "../../ffi/error_queue.ts";
import { connectSocket, peerName, setSocketOption, shutdownSocket } from "../../ffi/socket.ts";
import { socketName, takeSocketError } from "../../ffi/socket.ts";
import type { SocketAddress } from "../../ffi/socket_address.ts";
import {
  AF_INET,
  AF_INET6,
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  MSG_ZEROCOPY,
  SHUT_WR,
  SO_ZEROCOPY,
  SOL_SOCKET,
} from "../../ffi/socket_constants.ts";
import { send } from "../../ffi/transfer.ts";
import type { BufferPool } from "../buffer_pool.ts";
import { PayloadAddresses } from "./addresses.ts";
import type { Channel, Notifications } from "./contract.ts";

const FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;
/** An address of no family: connecting to it dissolves a TCP connection (connect(2)). */
const NOBODY = new Uint8Array(16);

/** What {@linkcode KernelChannel} takes. */
export interface KernelChannelOptions {
  /** A connected TCP socket, borrowed. */
  readonly fd: number;
  /** What is sent from, borrowed. */
  readonly pool: BufferPool;
  /** In place of the socket's error queue; borrowed. */
  readonly notifications?: Notifications;
}

/** The kernel's side of a sender. Owns the memory of its error queue, and nothing else. */
export class KernelChannel implements Channel {
  readonly notifications: Notifications;
  readonly isLoopback: boolean;
  readonly #fd: number;
  readonly #addresses: PayloadAddresses;
  readonly #queue: ErrorQueue | undefined;

  /** @throws {SysError} ENOTCONN when the socket is not connected. */
  constructor({ fd, pool, notifications }: KernelChannelOptions) {
    this.#fd = fd;
    this.isLoopback = isWithinHost(fd);
    this.#addresses = new PayloadAddresses(pool);
    if (notifications === undefined) this.#queue = new ErrorQueue(fd);
    this.notifications = notifications ?? this.#queue!;
  }

  enableZeroCopy(): number {
    try {
      setSocketOption(this.#fd, { level: SOL_SOCKET, option: SO_ZEROCOPY }, 1);
      return 0;
    } catch (error) {
      if (error instanceof SysError) return -error.errno;
      throw error;
    }
  }

  send(buffer: number, offsetBytes: number, payloadBytes: number): number {
    const address = this.#addresses.at(buffer, offsetBytes);
    return send(this.#fd, address, this.#addresses.size(payloadBytes), FLAGS);
  }

  sendZeroCopy(buffer: number, offsetBytes: number, payloadBytes: number): number {
    const address = this.#addresses.at(buffer, offsetBytes);
    return send(this.#fd, address, this.#addresses.size(payloadBytes), FLAGS | MSG_ZEROCOPY);
  }

  takeError(): number {
    return takeSocketError(this.#fd);
  }

  shutdown(): void {
    endStream(this.#fd);
  }

  reset(): void {
    resetConnection(this.#fd);
  }

  [Symbol.dispose](): void {
    this.#queue?.[Symbol.dispose]();
  }
}

/** Ends the stream of a socket behind the last byte sent. Harmless when the connection is gone. */
export function endStream(fd: number): void {
  try {
    shutdownSocket(fd, SHUT_WR);
  } catch (error) {
    if (!(error instanceof SysError && error.errno === ERRNO.ENOTCONN)) throw error;
  }
}

/**
 * Drops what is unsent, and resets the connection: tcp_disconnect() in net/ipv4/tcp.c. The
 * descriptor stays open, since it is borrowed. Harmless when the connection is gone.
 */
export function resetConnection(fd: number): void {
  connectSocket(fd, NOBODY);
}

/**
 * Whether a connection stays on this host, by its addresses: loopback ones, or the same at both
 * ends. A peer in another network namespace of this host does not show.
 *
 * @throws {SysError} ENOTCONN.
 */
export function isWithinHost(fd: number): boolean {
  const peer = hostBytes(peerName(fd));
  const own = hostBytes(socketName(fd));
  return isLoopback(peer) || peer.every((byte, index) => byte === own[index]);
}

/** The address without port: 4 bytes, for an IPv4 one in IPv6 clothes too, or 16. */
function hostBytes(address: SocketAddress): Uint8Array {
  const family = address[0]! | address[1]! << 8;
  if (family === AF_INET) return address.subarray(4, 8);
  if (family !== AF_INET6) return new Uint8Array(4);
  const host = address.subarray(8, 24);
  const isMapped = host.subarray(0, 10).every((byte) => byte === 0) && host[10] === 0xff;
  return isMapped ? host.subarray(12) : host;
}

function isLoopback(host: Uint8Array): boolean {
  if (host.length === 4) return host[0] === 127;
  return host.subarray(0, 15).every((byte) => byte === 0) && host[15] === 1;
}
