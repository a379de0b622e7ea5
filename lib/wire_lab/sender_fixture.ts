/** A plain sender for tests of the lab: the kernel's own TCP, with MSG_ZEROCOPY. @module */
import { ErrorQueue } from "../../ffi/error_queue.ts";
import { ERRNO, SysError } from "../../ffi/errno.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { connectSocket, openSocket, setSocketOption } from "../../ffi/socket.ts";
import { ipv4Endpoint } from "../../ffi/socket_address.ts";
import {
  AF_INET,
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  MSG_ZEROCOPY,
  SO_ZEROCOPY,
  SOCK_STREAM,
  SOL_SOCKET,
} from "../../ffi/socket_constants.ts";
import { recv, send } from "../../ffi/transfer.ts";
import type { WireLab } from "./lab.ts";
import { fillPattern } from "./pattern.ts";

const CHUNK_BYTES = 256 * 1024;

/** Where to connect to. */
export interface Destination {
  readonly address: string;
  readonly port: number;
}

/** A connected socket and the memory it sends from, filled with the pattern. */
export class Sender implements Disposable {
  readonly fd: number;
  readonly memory: NativeMemory;
  /** Zero-copy sends, their completions, and those of which the kernel copied. */
  readonly counts = { sends: 0, completions: 0, copied: 0 };
  readonly #stack: DisposableStack;
  readonly #queue: ErrorQueue;

  /** Connects, which blocks; with `lab`, the socket is one of its namespace. */
  constructor(to: Destination, options: { readonly sizeBytes: number; readonly lab?: WireLab }) {
    using stack = new DisposableStack();
    const socket = stack.use(openIn(options.lab));
    this.fd = socket.fd;
    connectSocket(this.fd, ipv4Endpoint(to.address, to.port));
    setSocketOption(this.fd, { level: SOL_SOCKET, option: SO_ZEROCOPY }, 1);
    this.memory = stack.use(NativeMemory.map({ sizeBytes: options.sizeBytes }));
    fillPattern(this.memory.bytes, { streamOffset: 0, periodBytes: options.sizeBytes });
    this.#queue = stack.use(new ErrorQueue(this.fd));
    this.#stack = stack.move();
  }

  /** Sends that much of the pattern, round and round, without copying; blocks. */
  sendAll(totalBytes: number): void {
    const { sizeBytes } = this.memory;
    for (let sent = 0; sent < totalBytes;) {
      const at = sent % sizeBytes;
      const most = Math.min(CHUNK_BYTES, sizeBytes - at, totalBytes - sent);
      const result = send(this.fd, this.memory.at(at), BigInt(most), MSG_ZEROCOPY);
      this.reap();
      if (result === -ERRNO.ENOBUFS) continue; // too many completions are out; reaping helps
      if (result < 0) throw new SysError("send", -result);
      this.counts.sends++;
      sent += result;
    }
  }

  /** Offers `count` bytes from `from` on once, without waiting. Returns how many were taken. */
  offer(from: number, count: number): number {
    const flags = MSG_ZEROCOPY | MSG_DONTWAIT | MSG_NOSIGNAL;
    const result = send(this.fd, this.memory.at(from), BigInt(count), flags);
    if (result < 0) throw new SysError("send", -result);
    this.counts.sends++;
    return result;
  }

  /** Takes the completions that are there. */
  reap(): void {
    while (this.#queue.read()) {
      const count = ((this.#queue.high - this.#queue.low) >>> 0) + 1;
      this.counts.completions += count;
      if (this.#queue.copied) this.counts.copied += count;
    }
  }

  /** Blocks until the other side says something. Bytes, 0 at its end, or -errno. */
  listen(): number {
    return recv(this.fd, this.memory.address, 1n, 0);
  }

  [Symbol.dispose](): void {
    this.#stack[Symbol.dispose]();
  }
}

function openIn(lab: WireLab | undefined): ReturnType<typeof openSocket> {
  using _visit = lab?.enter();
  return openSocket({ family: AF_INET, type: SOCK_STREAM, nonBlocking: false });
}

const LOOK_EVERY_MS = 2;
/** A bound against a hang, and no measure of anything. */
const PATIENCE_MS = 60_000;

/** Looks until `wanted` says so; fails after a minute, naming what was waited for. */
export async function until(
  what: string,
  wanted: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (!await wanted()) {
    if (performance.now() > deadlineMs) throw new Error(`Cannot go on: never was ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
