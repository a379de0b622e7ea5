/** What the tests of the receivers share: a socket pair and datagrams to send over it. @module */
import { NativeMemory } from "../../../ffi/memory.ts";
import { openSocketPair } from "../../../ffi/socket.ts";
import { AF_UNIX, MSG_DONTWAIT, SOCK_DGRAM } from "../../../ffi/socket_constants.ts";
import { send } from "../../../ffi/transfer.ts";
import { DATA, EMPTY } from "../../outcome.ts";
import type { ReceiveSource } from "./contract.ts";

/** The longest datagram that {@linkcode DatagramPair} sends. */
const BYTES_MAX = 4096;

/** Two Unix datagram sockets: one to receive from, one that this sends to. */
export class DatagramPair implements Disposable {
  /** To receive from. */
  readonly fd: number;
  readonly #peerFd: number;
  readonly #memory: NativeMemory;
  readonly #stack: DisposableStack;

  constructor() {
    using stack = new DisposableStack();
    const pair = openSocketPair({ family: AF_UNIX, type: SOCK_DGRAM, nonBlocking: false });
    this.fd = stack.use(pair[0]).fd;
    this.#peerFd = stack.use(pair[1]).fd;
    this.#memory = stack.use(NativeMemory.map({ sizeBytes: BYTES_MAX }));
    this.#stack = stack.move();
  }

  /** Sends one datagram of `sizeBytes` bytes, each of them `value`. Returns what send(2) does. */
  send(value: number, sizeBytes = 8): number {
    this.#memory.bytes.fill(value, 0, sizeBytes);
    return send(this.#peerFd, this.#memory.address, BigInt(sizeBytes), MSG_DONTWAIT);
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }
}

/** Takes all, releasing after each: the first byte of each datagram, -1 for an empty one. */
export function takeAll(source: ReceiveSource): number[] {
  const values: number[] = [];
  for (;;) {
    const outcome = source.next();
    if (outcome === EMPTY) return values;
    if (outcome !== DATA) throw new Error(`Cannot take a datagram: outcome ${outcome}`);
    values.push(source.length === 0 ? -1 : source.bytes[source.offset]!);
    source.commit();
  }
}
