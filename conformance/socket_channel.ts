/** A pair of real sockets for the fixtures of paths that send and receive. @module */
import { ERRNO, SysError } from "../ffi/errno.ts";
import { closeFd, type OwnedFd, setNonBlocking } from "../ffi/fd.ts";
import { checked, errno, libc } from "../ffi/libc.ts";
import {
  acceptSocket,
  bindEphemeral,
  connectSocket,
  listenOn,
  openSocket,
  openSocketPair,
  setSocketOption,
} from "../ffi/socket.ts";
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  IPPROTO_TCP,
  SO_RCVBUF,
  SO_SNDBUF,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  TCP_NODELAY,
} from "../ffi/socket_constants.ts";
import { ipv6Endpoint, portOf } from "../ffi/socket_address.ts";
import { HarnessFault } from "./rule.ts";
import type { Peer, Transport } from "./sink_fixture.ts";

/** asm-generic/ioctls.h, as SIOCOUTQ of linux/sockios.h. */
const TIOCOUTQ = 0x5411n;
/** The largest datagram there is. */
const RECEIVE_BYTES = 65_536;
/** Room at a UDP peer: a datagram that does not fit there is lost, which is no rule's business. */
const UDP_RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** How the sockets are made. */
export interface ChannelOptions {
  readonly transport: Transport;
  /** SO_SNDBUF of the sender, and SO_RCVBUF of its peer. @default {the kernel's} */
  readonly sendBufferBytes?: number | undefined;
  /** SO_RCVBUF of a TCP peer. @default {sendBufferBytes} */
  readonly receiveBufferBytes?: number;
  /** Whether the sender's socket blocks, as some rings need it. @default {false} */
  readonly blocking?: boolean;
  /** What a TCP connection is made of; `mapped`: IPv4 in an IPv6 socket. @default {"ipv4"} */
  readonly family?: AddressFamily;
}

/** What a TCP connection is made of. */
export type AddressFamily = "ipv4" | "ipv6" | "mapped";

/**
 * Two sockets that are connected with each other; the peer's does not block.
 *
 * Ownership: owns both; `fd` is lent to the implementation.
 */
export class SocketChannel implements Disposable {
  readonly fd: number;
  readonly peer: SocketPeer;
  readonly #stack: DisposableStack;

  /** @throws {SysError} when the kernel refuses; nothing stays open. */
  constructor(options: ChannelOptions) {
    using stack = new DisposableStack();
    const [own, peer] = connect(options);
    stack.use(own);
    this.peer = stack.use(new SocketPeer(peer));
    this.fd = own.fd;
    setNonBlocking(own.fd, { on: options.blocking !== true });
    limitBuffers(options, { fd: own.fd, peerFd: peer.fd });
    this.#stack = stack.move();
  }

  /** Bytes sent and not yet taken by the peer, by SIOCOUTQ; memory the kernel uses for it. */
  queuedBytes(): number {
    return queuedBytes(this.fd);
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }
}

/** What the kernel charges a socket for what it sent and its peer has not taken: SIOCOUTQ. */
export function queuedBytes(fd: number): number {
  const count = new Int32Array(1);
  checked("ioctl", (c) => c.ioctl_buffer(fd, TIOCOUTQ, new Uint8Array(count.buffer)));
  return count[0]!;
}

/** The other end of a channel. Ownership: owns its descriptor. */
export class SocketPeer implements Peer, Disposable {
  readonly fd: number;
  readonly #owner: OwnedFd;
  #isOpen = true;

  /** Takes the descriptor over. */
  constructor(owner: OwnedFd) {
    this.#owner = owner;
    this.fd = owner.fd;
  }

  receive(limit: number = Infinity): readonly Uint8Array[] {
    return this.#isOpen ? receiveAll(this.fd, limit) : [];
  }

  close(): void {
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeFd(this.#owner.release());
  }
}

const room = new Uint8Array(RECEIVE_BYTES);

/** Reads a socket until it has nothing more: datagrams, or pieces of a stream. */
export function receiveAll(fd: number, limit: number = Infinity): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  while (pieces.length < limit) {
    errno();
    const count = Number(libc().read_buffer(fd, room, BigInt(RECEIVE_BYTES)));
    if (count >= 0) pieces.push(room.slice(0, count));
    if (count > 0) continue;
    const code = count === 0 ? 0 : errno();
    // A stream's end reads as 0 for ever, a datagram of length 0 only once.
    if (code === ERRNO.EAGAIN || pieces.at(-2)?.length === 0) return pieces;
    if (code === ERRNO.EINTR || count === 0) continue;
    if (code === ERRNO.ECONNRESET || code === ECONNREFUSED) return pieces;
    throw new HarnessFault(`Cannot read the peer's socket: ${new SysError("read", code).message}`);
  }
  return pieces;
}

const ECONNREFUSED = 111;
/** 127.0.0.1 */
const MAPPED_LOOPBACK = "::ffff:7f00:1";

function connect(options: ChannelOptions): [OwnedFd, OwnedFd] {
  const { transport } = options;
  if (transport === "unix_datagram") return openSocketPair({ family: AF_UNIX, type: SOCK_DGRAM });
  if (transport === "unix_stream") return openSocketPair({ family: AF_UNIX, type: SOCK_STREAM });
  return transport === "udp" ? connectUdp() : connectTcp(options);
}

function connectUdp(): [OwnedFd, OwnedFd] {
  using stack = new DisposableStack();
  const options = { family: AF_INET, type: SOCK_DGRAM };
  const [own, peer] = [stack.use(openSocket(options)), stack.use(openSocket(options))];
  connectSocket(own.fd, bindEphemeral(peer.fd, AF_INET));
  setSocketOption(peer.fd, { level: SOL_SOCKET, option: SO_RCVBUF }, UDP_RECEIVE_BUFFER_BYTES);
  stack.move();
  return [own, peer];
}

function connectTcp(
  { blocking = false, family = "ipv4" }: ChannelOptions,
): [OwnedFd, OwnedFd] {
  using stack = new DisposableStack();
  const listening = family === "ipv6" ? AF_INET6 : AF_INET;
  const connecting = family === "ipv4" ? AF_INET : AF_INET6;
  using listener = openSocket({ family: listening, type: SOCK_STREAM, nonBlocking: false });
  const address = bindEphemeral(listener.fd, listening);
  listenOn(listener.fd, 1);
  const own = stack.use(
    openSocket({ family: connecting, type: SOCK_STREAM, nonBlocking: !blocking }),
  );
  const isMapped = family === "mapped";
  connectSocket(own.fd, isMapped ? ipv6Endpoint(MAPPED_LOOPBACK, portOf(address)) : address);
  const peer = acceptSocket(listener.fd)!; // blocks, and so is never undefined
  setSocketOption(own.fd, { level: IPPROTO_TCP, option: TCP_NODELAY }, 1);
  stack.move();
  return [own, peer];
}

function limitBuffers(options: ChannelOptions, ends: {
  readonly fd: number;
  readonly peerFd: number;
}): void {
  const { sendBufferBytes, transport } = options;
  if (sendBufferBytes === undefined) return;
  setSocketOption(ends.fd, { level: SOL_SOCKET, option: SO_SNDBUF }, sendBufferBytes);
  if (transport !== "tcp") return;
  const receiveBufferBytes = options.receiveBufferBytes ?? sendBufferBytes;
  setSocketOption(ends.peerFd, { level: SOL_SOCKET, option: SO_RCVBUF }, receiveBufferBytes);
}
