/** Two Unix datagram sockets: one to receive from, one that the producer sends to. @module */
import { ERRNO } from "../../ffi/errno.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { openSocketPair, setSocketOption } from "../../ffi/socket.ts";
import {
  AF_UNIX,
  MSG_DONTWAIT,
  SO_SNDBUF,
  SOCK_DGRAM,
  SOL_SOCKET,
} from "../../ffi/socket_constants.ts";
import { send } from "../../ffi/transfer.ts";
import { queuedBytes } from "../socket_channel.ts";

/** The longest datagram that is sent. */
const BYTES_MAX = 65_536;

/** Datagrams to send from another thread. */
export interface DatagramWork {
  readonly fd: number;
  readonly datagrams: readonly { readonly sequence: number; readonly payloadBytes: number }[];
}

/**
 * A pair. Unlike UDP it loses nothing: what does not fit is refused, and its size is the sender's.
 *
 * Ownership: owns both sockets; `fd` is lent to the implementation.
 */
export class DatagramChannel implements Disposable {
  readonly fd: number;
  readonly peerFd: number;
  readonly capacityBytes: number;
  readonly #memory: NativeMemory;
  readonly #stack: DisposableStack;

  /** @throws {SysError} when the kernel refuses; nothing stays open. */
  constructor(capacityBytes: number) {
    using stack = new DisposableStack();
    const pair = openSocketPair({ family: AF_UNIX, type: SOCK_DGRAM, nonBlocking: false });
    this.fd = stack.use(pair[0]).fd;
    this.peerFd = stack.use(pair[1]).fd;
    this.#memory = stack.use(NativeMemory.map({ sizeBytes: BYTES_MAX }));
    this.capacityBytes = capacityBytes;
    // The kernel doubles what is asked for.
    const value = Math.ceil(capacityBytes / 2);
    setSocketOption(this.peerFd, { level: SOL_SOCKET, option: SO_SNDBUF }, value);
    this.#stack = stack.move();
  }

  /** Sends one datagram; its bytes, or -EAGAIN where there is no room, or another negated errno. */
  send(payload: Uint8Array): number {
    this.#memory.bytes.set(payload);
    return sendNow(this.peerFd, this.#memory, payload.length);
  }

  /** What the kernel charges the producer for what was not received. */
  queuedBytes(): number {
    return queuedBytes(this.peerFd);
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }
}

/** Sends `payloadBytes` of the memory as a datagram, without blocking. */
export function sendNow(fd: number, memory: NativeMemory, payloadBytes: number): number {
  for (;;) {
    const result = send(fd, memory.address, BigInt(payloadBytes), MSG_DONTWAIT);
    if (result !== -ERRNO.EINTR) return result;
  }
}
