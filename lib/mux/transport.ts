/** A connection's socket: non-blocking reads and writes of native memory, counted. @module */
import { ERRNO } from "../../ffi/errno.ts";
import { type OwnedFd, setNonBlocking } from "../../ffi/fd.ts";
import type { NativeMemory } from "../../ffi/memory.ts";
import { MessageVector } from "../../ffi/message.ts";
import { setSocketOption, socketName } from "../../ffi/socket.ts";
import {
  AF_INET,
  AF_INET6,
  IPPROTO_TCP,
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  TCP_NODELAY,
} from "../../ffi/socket_constants.ts";
import { readv, sendmsg } from "../../ffi/transfer.ts";
import type { WriteEnd } from "./writer/contract.ts";

/** The messages of its vector. */
const OUTGOING = 0;
const INCOMING = 1;
/** Without MSG_NOSIGNAL a write to a closed peer would raise SIGPIPE: send(2). */
const FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;

/** The cells of its counters. */
const READS = 0;
const READ_BYTES = 1;
const WRITES = 2;
const WRITTEN_BYTES = 3;

/**
 * A connected stream socket, Unix or TCP, made non-blocking; with TCP small writes go at once.
 * Nothing is allocated by a read or a write. Extend it to make a socket do what sockets seldom do.
 *
 * Ownership: owns the socket; borrows the memory, for the duration of a call.
 */
export class Transport implements WriteEnd, Disposable {
  readonly fd: number;
  readonly #socket: OwnedFd;
  readonly #vector: MessageVector;
  readonly #message: bigint;
  readonly #iovec: bigint;
  /** Doubles, since a plain field past 2^30 would be boxed. */
  readonly #cells = new Float64Array(4);
  #memory: NativeMemory | undefined;
  #address = 0;

  /** Takes the socket over. @throws {SysError} it is then still the caller's. */
  constructor(socket: OwnedFd) {
    const { fd } = socket;
    setNonBlocking(fd, { on: true });
    const [low = 0, high = 0] = socketName(fd);
    const family = low | high << 8;
    if (family === AF_INET || family === AF_INET6) {
      setSocketOption(fd, { level: IPPROTO_TCP, option: TCP_NODELAY }, 1);
    }
    this.fd = fd;
    this.#vector = new MessageVector({ messageCount: 2 });
    this.#message = this.#vector.address(OUTGOING);
    this.#iovec = this.#vector.iovecAddress(INCOMING);
    this.#socket = socket;
  }

  /** Calls that read. */
  get reads(): number {
    return this.#cells[READS]!;
  }

  get readBytes(): number {
    return this.#cells[READ_BYTES]!;
  }

  /** Calls that wrote, or found no room. */
  get writes(): number {
    return this.#cells[WRITES]!;
  }

  get writtenBytes(): number {
    return this.#cells[WRITTEN_BYTES]!;
  }

  write(memory: NativeMemory, offset: number, sizeBytes: number): number {
    if (memory !== this.#memory) {
      this.#memory = memory;
      this.#address = Number(memory.address);
    }
    this.#vector.setIovec(OUTGOING, 0, this.#address + offset, sizeBytes);
    for (;;) {
      const count = sendmsg(this.fd, this.#message, FLAGS);
      this.#cells[WRITES]!++;
      if (count > 0) this.#cells[WRITTEN_BYTES]! += count;
      if (count !== -ERRNO.EINTR) return count;
    }
  }

  /**
   * Reads at most `sizeBytes` to an address. Returns how many came, 0 at the end of the stream, or
   * -errno: -EAGAIN when nothing is there.
   */
  read(address: number, sizeBytes: number): number {
    this.#vector.setIovec(INCOMING, 0, address, sizeBytes);
    for (;;) {
      const count = readv(this.fd, this.#iovec, 1);
      this.#cells[READS]!++;
      if (count > 0) this.#cells[READ_BYTES]! += count;
      if (count !== -ERRNO.EINTR) return count;
    }
  }

  /** Closes the socket. Harmless when repeated. */
  [Symbol.dispose](): void {
    this.#socket[Symbol.dispose]();
    this.#vector[Symbol.dispose]();
  }
}
