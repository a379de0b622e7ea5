/** What the tests of the senders share: a pool, a destination, and what arrives there. @module */
import { ERRNO, SysError } from "../../../ffi/errno.ts";
import type { OwnedFd } from "../../../ffi/fd.ts";
import { NativeMemory } from "../../../ffi/memory.ts";
import { openSocketPair, setSocketOption } from "../../../ffi/socket.ts";
import {
  AF_UNIX,
  MSG_DONTWAIT,
  SO_SNDBUF,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
} from "../../../ffi/socket_constants.ts";
import { recv } from "../../../ffi/transfer.ts";
import { BufferPool } from "../../buffer_pool.ts";
import type { DestinationKind } from "./contract.ts";
import { FrameReader } from "./frame.ts";

const BUFFER_BYTES = 8192;
const BUFFER_COUNT = 256;
const READ_BYTES = 65536;

/** One connected pair of Unix sockets, a pool of payloads, and a reader at the far end. */
export class Destination implements Disposable {
  readonly fd: number;
  readonly kind: DestinationKind;
  readonly pool: BufferPool;
  /** The first word and the length of each payload that arrived. */
  readonly arrived: [number, number][] = [];
  /** Payloads whose bytes were not all those of their first word. */
  mixed = 0;
  readonly #peer: OwnedFd;
  readonly #memory: NativeMemory;
  readonly #frames: FrameReader;
  readonly #stack: DisposableStack;

  constructor(kind: DestinationKind, { sendBufferBytes = 0 }: { sendBufferBytes?: number } = {}) {
    using stack = new DisposableStack();
    const type = kind === "stream" ? SOCK_STREAM : SOCK_DGRAM;
    const [near, far] = openSocketPair({ family: AF_UNIX, type, nonBlocking: false });
    this.fd = stack.use(near).fd;
    this.#peer = stack.use(far);
    this.kind = kind;
    if (sendBufferBytes > 0) {
      setSocketOption(this.fd, { level: SOL_SOCKET, option: SO_SNDBUF }, sendBufferBytes);
    }
    this.pool = stack.use(
      new BufferPool({ bufferBytes: BUFFER_BYTES, bufferCount: BUFFER_COUNT }),
    );
    this.#memory = stack.use(NativeMemory.map({ sizeBytes: READ_BYTES }));
    this.#frames = new FrameReader(
      BUFFER_BYTES,
      (bytes, offset, length) => this.#judge(bytes.subarray(offset, offset + length)),
    );
    this.#stack = stack.move();
  }

  /** Fills a buffer with a number, over and over. */
  fill(bufferIndex: number, value: number): void {
    const bytes = this.pool.bytes(bufferIndex);
    new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2).fill(value);
  }

  /** Whether the stream ends between two frames. */
  get isWhole(): boolean {
    return this.#frames.isWhole;
  }

  /** Reads at most `limit` times. Returns how often there was something. */
  read(limit = Infinity): number {
    for (let count = 0;; count++) {
      if (count >= limit) return count;
      const size = recv(this.#peer.fd, this.#memory.address, BigInt(READ_BYTES), MSG_DONTWAIT);
      if (size === -ERRNO.EAGAIN || (size === 0 && this.kind === "stream")) return count;
      if (size < 0) throw new SysError("recv", -size);
      const bytes = this.#memory.bytes.subarray(0, size);
      if (this.kind === "stream") this.#frames.push(bytes);
      else this.#judge(bytes);
    }
  }

  /** Closes the far end. */
  hangUp(): void {
    this.#peer[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }

  #judge(payload: Uint8Array): void {
    const words = new Uint32Array(payload.slice(0, payload.length & ~3).buffer);
    if (!words.every((word) => word === words[0])) this.mixed++;
    this.arrived.push([words[0] ?? -1, payload.length]);
  }
}
