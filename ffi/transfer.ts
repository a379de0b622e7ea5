/** Sends and receives: each call returns what came of it, or a negated errno. @module */
import { errno } from "./libc.ts";

/**
 * Addresses and sizes are bigints, made once by the caller. Counts come back in 32 bits: the kernel
 * moves at most 0x7ffff000 bytes a call (MAX_RW_COUNT), and a 64-bit result would be a new bigint
 * each time.
 */
const SYMBOLS = {
  // ssize_t send(int fd, const void *buf, size_t size, int flags)
  send: { parameters: ["i32", "u64", "u64", "i32"], result: "i32" },
  // ssize_t recv(int fd, void *buf, size_t size, int flags)
  recv: { parameters: ["i32", "u64", "u64", "i32"], result: "i32" },
  // ssize_t sendto(int fd, const void *buf, size_t size, int flags, const struct sockaddr *to, socklen_t tolen)
  sendto: { parameters: ["i32", "u64", "u64", "i32", "u64", "u32"], result: "i32" },
  // ssize_t recvfrom(int fd, void *buf, size_t size, int flags, struct sockaddr *from, socklen_t *fromlen)
  recvfrom: { parameters: ["i32", "u64", "u64", "i32", "u64", "u64"], result: "i32" },
  // ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
  sendmsg: { parameters: ["i32", "u64", "i32"], result: "i32" },
  // ssize_t recvmsg(int fd, struct msghdr *message, int flags)
  recvmsg: { parameters: ["i32", "u64", "i32"], result: "i32" },
  // int sendmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags)
  sendmmsg: { parameters: ["i32", "u64", "u32", "i32"], result: "i32" },
  // int recvmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags, struct timespec *timeout)
  recvmmsg: { parameters: ["i32", "u64", "u32", "i32", "u64"], result: "i32" },
  // ssize_t writev(int fd, const struct iovec *iov, int count)
  writev: { parameters: ["i32", "u64", "i32"], result: "i32" },
  // ssize_t readv(int fd, const struct iovec *iov, int count)
  readv: { parameters: ["i32", "u64", "i32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

type Symbols = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

let opened: Symbols | undefined;

/** Opened once per thread, errno's cell with it: nothing may stand between a call and errno. */
function symbols(): Symbols {
  if (opened === undefined) {
    errno();
    opened = Deno.dlopen("libc.so.6", SYMBOLS).symbols;
  }
  return opened;
}

/**
 * Has some calls stand in for libc's on this thread until disposal; `change` is given libc's own.
 * One that fails returns -1 and sets errno. For checks.
 */
export function standInForTransfer(change: (calls: Symbols) => Partial<Symbols>): Disposable {
  const before = symbols();
  opened = Object.assign(Object.create(before), change(before));
  return { [Symbol.dispose]: () => opened = before };
}

/** Sends `sizeBytes` at an address. Bytes sent, or -errno. */
export function send(fd: number, address: bigint, sizeBytes: bigint, flags: number): number {
  const result = symbols().send(fd, address, sizeBytes, flags);
  return result < 0 ? -errno() : result;
}

/** Receives at most `sizeBytes` to an address. Bytes received, or -errno. */
export function recv(fd: number, address: bigint, sizeBytes: bigint, flags: number): number {
  const result = symbols().recv(fd, address, sizeBytes, flags);
  return result < 0 ? -errno() : result;
}

/** Sends to the sockaddr at `to`. Bytes sent, or -errno. */
export function sendto(
  fd: number,
  address: bigint,
  sizeBytes: bigint,
  flags: number,
  to: bigint,
  toBytes: number,
): number {
  const result = symbols().sendto(fd, address, sizeBytes, flags, to, toBytes);
  return result < 0 ? -errno() : result;
}

/** Receives, and writes the sender to `from`, its size to `fromBytes`. Bytes, or -errno. */
export function recvfrom(
  fd: number,
  address: bigint,
  sizeBytes: bigint,
  flags: number,
  from: bigint,
  fromBytes: bigint,
): number {
  const result = symbols().recvfrom(fd, address, sizeBytes, flags, from, fromBytes);
  return result < 0 ? -errno() : result;
}

/** Sends the message that a msghdr describes. Bytes sent, or -errno. */
export function sendmsg(fd: number, message: bigint, flags: number): number {
  const result = symbols().sendmsg(fd, message, flags);
  return result < 0 ? -errno() : result;
}

/** Receives into what a msghdr describes. Bytes received, or -errno. */
export function recvmsg(fd: number, message: bigint, flags: number): number {
  const result = symbols().recvmsg(fd, message, flags);
  return result < 0 ? -errno() : result;
}

/** Sends `count` messages from one mmsghdr on. Messages sent, or -errno where not even one was. */
export function sendmmsg(fd: number, messages: bigint, count: number, flags: number): number {
  const result = symbols().sendmmsg(fd, messages, count, flags);
  return result < 0 ? -errno() : result;
}

/**
 * Receives at most `count` messages from one mmsghdr on. Messages received, or -errno where not
 * even one was. No timeout: the kernel looks at it only after each message (recvmmsg(2), BUGS).
 */
export function recvmmsg(fd: number, messages: bigint, count: number, flags: number): number {
  const result = symbols().recvmmsg(fd, messages, count, flags, 0n);
  return result < 0 ? -errno() : result;
}

/** Writes `count` iovecs. Bytes written, or -errno; a broken pipe also raises SIGPIPE. */
export function writev(fd: number, iovecs: bigint, count: number): number {
  const result = symbols().writev(fd, iovecs, count);
  return result < 0 ? -errno() : result;
}

/** Reads into `count` iovecs. Bytes read, or -errno. */
export function readv(fd: number, iovecs: bigint, count: number): number {
  const result = symbols().readv(fd, iovecs, count);
  return result < 0 ? -errno() : result;
}
