/** Asks the kernel for its sockets: the socket to ask over, and the requests laid out once. @module */
import { ERRNO, SysError } from "../../../ffi/errno.ts";
import type { OwnedFd } from "../../../ffi/fd.ts";
import { type Address, NativeMemory } from "../../../ffi/memory.ts";
import { NETLINK_SOCK_DIAG, NLMSGHDR } from "../../../ffi/netlink_constants.ts";
import { encodeDumpRequest } from "../../../ffi/sock_diag.ts";
import { bindSocket, openSocket, setSocketOption } from "../../../ffi/socket.ts";
import { netlinkEndpoint } from "../../../ffi/socket_address.ts";
import {
  AF_INET,
  AF_INET6,
  AF_NETLINK,
  IPPROTO_TCP,
  IPPROTO_UDP,
  SO_RCVBUF,
  SOCK_RAW,
  SOL_SOCKET,
} from "../../../ffi/socket_constants.ts";
import { send } from "../../../ffi/transfer.ts";
import { ASKED_EXTENSIONS } from "./attributes.ts";

/** One dump: the sockets of a family and a protocol. */
export interface DumpTarget {
  /** AF_INET or AF_INET6. */
  readonly family: number;
  /** IPPROTO_TCP or IPPROTO_UDP. */
  readonly protocol: number;
}

/** TCP and UDP, of both families: a whole cycle. */
export const ALL_TARGETS: readonly DumpTarget[] = [
  { family: AF_INET, protocol: IPPROTO_TCP },
  { family: AF_INET6, protocol: IPPROTO_TCP },
  { family: AF_INET, protocol: IPPROTO_UDP },
  { family: AF_INET6, protocol: IPPROTO_UDP },
];

/** A dump's datagrams are at most so long (NLMSG_GOODSIZE is 8 KiB, but large reads get more). */
export const DUMP_BUFFER_BYTES = 32768;

const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
const SEQUENCE_WORD = NLMSGHDR.fields.nlmsg_seq.offset >> 2;

/**
 * A netlink socket for dumps, in blocking mode. It belongs to the network namespace in which the
 * calling thread is now.
 *
 * @throws {SysError} EPROTONOSUPPORT on a kernel without sock_diag; nothing stays open.
 */
export function openDiagSocket(): OwnedFd {
  using stack = new DisposableStack();
  const socket = stack.use(openSocket({
    family: AF_NETLINK,
    type: SOCK_RAW,
    protocol: NETLINK_SOCK_DIAG,
    nonBlocking: false,
  }));
  bindSocket(socket.fd, netlinkEndpoint());
  setSocketOption(socket.fd, { level: SOL_SOCKET, option: SO_RCVBUF }, RECEIVE_BUFFER_BYTES);
  stack.move();
  return socket;
}

/** What starts dumps: {@linkcode DumpRequests}, or what stands in for it. */
export type DumpStarter = Pick<DumpRequests, "targets" | "start">;

/**
 * Requests in native memory, sent over and over with a sequence number of their own each time.
 *
 * Ownership: owns the memory, borrows the socket.
 */
export class DumpRequests implements Disposable {
  readonly targets: readonly DumpTarget[];
  readonly #fd: number;
  readonly #memory: NativeMemory;
  readonly #words: Uint32Array<ArrayBuffer>;
  readonly #addresses: readonly Address[];
  readonly #strideBytes: number;
  readonly #sizeBytes: bigint;

  /** @throws {SysError} from mmap(2). */
  constructor(fd: number, targets: readonly DumpTarget[] = ALL_TARGETS) {
    const encoded = targets.map((target) =>
      encodeDumpRequest({ ...target, extensions: ASKED_EXTENSIONS, sequence: 0 })
    );
    this.targets = targets;
    this.#fd = fd;
    this.#strideBytes = encoded[0]?.byteLength ?? 0;
    this.#sizeBytes = BigInt(this.#strideBytes);
    this.#memory = NativeMemory.map({ sizeBytes: Math.max(targets.length, 1) * 128 });
    encoded.forEach((bytes, index) => this.#memory.bytes.set(bytes, index * this.#strideBytes));
    this.#words = new Uint32Array(this.#memory.bytes.buffer);
    this.#addresses = targets.map((_, index) => this.#memory.at(index * this.#strideBytes));
  }

  /**
   * Starts the dump number `index`; its answers carry `sequence`. The kernel fills the first of
   * them before this returns (netlink_dump_start in net/netlink/af_netlink.c).
   *
   * While another dump of this socket goes on, the answer is an error, EBUSY.
   *
   * @throws {SysError} from send(2).
   */
  start(index: number, sequence: number): void {
    this.#words[((index * this.#strideBytes) >> 2) + SEQUENCE_WORD] = sequence;
    for (;;) {
      const sent = send(this.#fd, this.#addresses[index]!, this.#sizeBytes, 0);
      if (sent >= 0) return;
      if (sent !== -ERRNO.EINTR) throw new SysError("send a dump request", -sent);
    }
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }
}
