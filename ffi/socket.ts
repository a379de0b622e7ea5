/** Sockets: opened, bound, connected, accepted, and their options; not for data paths. @module */
import { ERRNO, SysError } from "./errno.ts";
import { OwnedFd } from "./fd.ts";
import { cString, errno } from "./libc.ts";
import { ipv4Endpoint, ipv6Endpoint, type SocketAddress, unixEndpoint } from "./socket_address.ts";
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  IPPROTO_TCP,
  SO_ERROR,
  SO_LINGER,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOL_SOCKET,
  SOMAXCONN,
  TCP_CONGESTION,
} from "./socket_constants.ts";
import { allocate, struct } from "./struct.ts";

const SYMBOLS = {
  // int socket(int domain, int type, int protocol)
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  // int bind(int fd, const struct sockaddr *addr, socklen_t addrlen)
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  // int connect(int fd, const struct sockaddr *addr, socklen_t addrlen)
  connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  // int listen(int fd, int backlog)
  listen: { parameters: ["i32", "i32"], result: "i32" },
  // int accept4(int fd, struct sockaddr *addr, socklen_t *addrlen, int flags)
  accept4: { parameters: ["i32", "buffer", "buffer", "i32"], result: "i32" },
  // int socketpair(int domain, int type, int protocol, int *fds)
  socketpair: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  // int shutdown(int fd, int how)
  shutdown: { parameters: ["i32", "i32"], result: "i32" },
  // int getsockname(int fd, struct sockaddr *addr, socklen_t *addrlen)
  getsockname: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  // int getpeername(int fd, struct sockaddr *addr, socklen_t *addrlen)
  getpeername: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  // int setsockopt(int fd, int level, int optname, const void *optval, socklen_t optlen)
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  // int getsockopt(int fd, int level, int optname, void *optval, socklen_t *optlen)
  getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
  // unsigned int if_nametoindex(const char *ifname)
  if_nametoindex: { parameters: ["buffer"], result: "u32" },
} as const satisfies Deno.ForeignLibraryInterface;

type Symbols = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** SO_LINGER: `l_linger` in seconds. */
export const LINGER = struct("linger", { l_onoff: "i32", l_linger: "i32" }, {
  header: "sys/socket.h",
});

const ADDRESS_BYTES_MAX = 128;
const CONGESTION_NAME_BYTES = 16;

let opened: Symbols | undefined;

/** What {@linkcode openSocket} and {@linkcode openSocketPair} take. */
export interface SocketOptions {
  /** AF_… */
  readonly family: number;
  /** SOCK_…, without flags. */
  readonly type: number;
  /** @default {0} */
  readonly protocol?: number;
  /** @default {true} */
  readonly nonBlocking?: boolean;
}

/** Opens a socket, close-on-exec, non-blocking unless told otherwise. @throws {SysError} */
export function openSocket(options: SocketOptions): OwnedFd {
  const { family, protocol = 0 } = options;
  return new OwnedFd(call("socket", (c) => c.socket(family, typeBits(options), protocol)));
}

/** Opens two sockets that are connected with each other. @throws {SysError} from socketpair(2). */
export function openSocketPair(options: SocketOptions): [OwnedFd, OwnedFd] {
  const { family, protocol = 0 } = options;
  const fds = new Int32Array(2);
  const bytes = new Uint8Array(fds.buffer);
  call("socketpair", (c) => c.socketpair(family, typeBits(options), protocol, bytes));
  return [new OwnedFd(fds[0]!), new OwnedFd(fds[1]!)];
}

/** Gives a socket its address. @throws {SysError} EADDRINUSE, EACCES. */
export function bindSocket(fd: number, address: SocketAddress): void {
  call("bind", (c) => c.bind(fd, address, address.byteLength));
}

/**
 * Binds to a free port of loopback, or to a free abstract name for AF_UNIX; returns the address.
 *
 * @throws {SysError} from bind(2).
 */
export function bindEphemeral(fd: number, family: number): SocketAddress {
  bindSocket(fd, ephemeralEndpoint(family));
  return socketName(fd);
}

/**
 * Connects. Returns false where the socket does not block and the connection is still being made:
 * it is there when the socket is writable and {@linkcode takeSocketError} is 0.
 *
 * @throws {SysError} ECONNREFUSED, ENETUNREACH and more.
 */
export function connectSocket(fd: number, address: SocketAddress): boolean {
  try {
    call("connect", (c) => c.connect(fd, address, address.byteLength));
    return true;
  } catch (error) {
    if (error instanceof SysError && error.errno === ERRNO.EINPROGRESS) return false;
    throw error;
  }
}

/** Takes connections from now on. @throws {SysError} from listen(2). */
export function listenOn(fd: number, backlog: number = SOMAXCONN): void {
  call("listen", (c) => c.listen(fd, backlog));
}

/**
 * The next connection, close-on-exec, or undefined where none waits and the socket does not block.
 *
 * @throws {SysError} from accept4(2).
 */
export function acceptSocket(
  fd: number,
  { nonBlocking = true }: { readonly nonBlocking?: boolean } = {},
): OwnedFd | undefined {
  const flags = SOCK_CLOEXEC | (nonBlocking ? SOCK_NONBLOCK : 0);
  try {
    return new OwnedFd(call("accept4", (c) => c.accept4(fd, null, null, flags)));
  } catch (error) {
    if (error instanceof SysError && error.errno === ERRNO.EAGAIN) return undefined;
    throw error;
  }
}

/** Ends a direction, or both: SHUT_RD, SHUT_WR, SHUT_RDWR. @throws {SysError} ENOTCONN. */
export function shutdownSocket(fd: number, how: number): void {
  call("shutdown", (c) => c.shutdown(fd, how));
}

/** The socket's own address. @throws {SysError} from getsockname(2). */
export function socketName(fd: number): SocketAddress {
  return readName((address, sizeBytes) =>
    call("getsockname", (c) => c.getsockname(fd, address, sizeBytes))
  );
}

/** The address of the other end. @throws {SysError} ENOTCONN. */
export function peerName(fd: number): SocketAddress {
  return readName((address, sizeBytes) =>
    call("getpeername", (c) => c.getpeername(fd, address, sizeBytes))
  );
}

/** Which option of a socket. */
export interface OptionName {
  /** SOL_… or IPPROTO_… */
  readonly level: number;
  /** SO_…, TCP_… */
  readonly option: number;
}

/** Sets an option that is an int. @throws {SysError} ENOPROTOOPT, EINVAL, EPERM. */
export function setSocketOption(fd: number, name: OptionName, value: number): void {
  setOptionBytes(fd, name, new Uint8Array(Int32Array.of(value).buffer));
}

/** Sets an option from its bytes. @throws {SysError} from setsockopt(2). */
export function setOptionBytes(
  fd: number,
  { level, option }: OptionName,
  value: Uint8Array<ArrayBuffer>,
): void {
  call("setsockopt", (c) => c.setsockopt(fd, level, option, value, value.byteLength));
}

/** An option that is an int. @throws {SysError} from getsockopt(2). */
export function socketOption(fd: number, name: OptionName): number {
  const bytes = optionBytes(fd, { ...name, sizeBytes: 4 });
  return new DataView(bytes.buffer).getInt32(0, true);
}

/** The bytes of an option, at most `sizeBytes`. @throws {SysError} from getsockopt(2). */
export function optionBytes(
  fd: number,
  { level, option, sizeBytes }: OptionName & { readonly sizeBytes: number },
): Uint8Array<ArrayBuffer> {
  const value = new Uint8Array(sizeBytes);
  const size = Uint32Array.of(sizeBytes);
  const sizeCell = new Uint8Array(size.buffer);
  call("getsockopt", (c) => c.getsockopt(fd, level, option, value, sizeCell));
  return value.subarray(0, size[0]);
}

/** The error that waits on a socket, positive, 0 for none; reading clears it. @throws {SysError} */
export function takeSocketError(fd: number): number {
  return socketOption(fd, { level: SOL_SOCKET, option: SO_ERROR });
}

/**
 * How closing treats unsent data: 0 drops it and resets the connection, more waits that long,
 * undefined is the default again.
 *
 * @throws {SysError} from setsockopt(2).
 */
export function setLinger(fd: number, seconds: number | undefined): void {
  const { memory, view } = allocate(LINGER);
  view.set("l_onoff", seconds === undefined ? 0 : 1);
  view.set("l_linger", seconds ?? 0);
  setOptionBytes(fd, { level: SOL_SOCKET, option: SO_LINGER }, memory);
}

/** The congestion control in use. @throws {SysError} from getsockopt(2). */
export function congestionControl(fd: number): string {
  const option = { level: IPPROTO_TCP, option: TCP_CONGESTION };
  const bytes = optionBytes(fd, { ...option, sizeBytes: CONGESTION_NAME_BYTES });
  return new TextDecoder().decode(bytes).replace(/\0.*$/s, "");
}

/** The number of an interface in this network namespace. @throws {SysError} ENODEV. */
export function interfaceIndex(name: string): number {
  const symbols = openSymbols();
  const index = symbols.if_nametoindex(cString(name));
  if (index === 0) throw new SysError("if_nametoindex", errno(), `no interface ${name}`);
  return index;
}

function ephemeralEndpoint(family: number): SocketAddress {
  switch (family) {
    case AF_INET:
      return ipv4Endpoint("127.0.0.1", 0);
    case AF_INET6:
      return ipv6Endpoint("::1", 0);
    case AF_UNIX:
      return unixEndpoint("");
    default:
      throw new RangeError(`Cannot bind family ${family} to loopback: only IP and Unix have it`);
  }
}

function typeBits({ type, nonBlocking = true }: SocketOptions): number {
  return type | SOCK_CLOEXEC | (nonBlocking ? SOCK_NONBLOCK : 0);
}

function readName(
  read: (address: Uint8Array<ArrayBuffer>, sizeBytes: Uint8Array<ArrayBuffer>) => void,
): SocketAddress {
  const address = new Uint8Array(ADDRESS_BYTES_MAX);
  const size = Uint32Array.of(ADDRESS_BYTES_MAX);
  read(address, new Uint8Array(size.buffer));
  return address.slice(0, size[0]);
}

/** Opened once per thread; stays open as libc itself does. */
function openSymbols(): Symbols {
  opened ??= Deno.dlopen("libc.so.6", SYMBOLS).symbols;
  errno(); // maps the cell before the call, so that reading it after costs no call
  return opened;
}

function call(name: string, invoke: (symbols: Symbols) => number): number {
  const result = invoke(openSymbols());
  if (result === -1) throw new SysError(name, errno());
  return result;
}
