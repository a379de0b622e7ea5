/** The other end of a connection, frame by frame: says what it likes, and sees all that comes. @module */
import { ERRNO, SysError } from "../../ffi/errno.ts";
import type { OwnedFd } from "../../ffi/fd.ts";
import { NativeMemory } from "../../ffi/memory.ts";
import { HEADER_BYTES_MAX, INVOKE, MESSAGE, writeHeader } from "../../lib/mux/frame.ts";
import { Transport } from "../../lib/mux/transport.ts";
import { HarnessFault } from "../rule.ts";
import { FrameLog, type SeenFrame } from "./scripted_end.ts";
import { mustBecome } from "./waiting.ts";

const BUFFER_BYTES = 64 * 1024;

/** What a frame says beside its kind and stream. */
export interface Saying {
  readonly message?: number;
  readonly payload?: Uint8Array;
  readonly done?: boolean;
  readonly control?: boolean;
}

/** Ownership: owns its socket. */
export class RawPeer implements Disposable {
  /** Whether the connection's side was closed, or reset. */
  hasEnded = false;
  /** Bytes sent so far. */
  saidBytes = 0;
  readonly log = new FrameLog(1024 * 1024);
  readonly #transport: Transport;
  readonly #memory = NativeMemory.map({ sizeBytes: BUFFER_BYTES });
  readonly #address = Number(this.#memory.address);

  constructor(socket: OwnedFd) {
    this.#transport = new Transport(socket);
  }

  get fd(): number {
    return this.#transport.fd;
  }

  /** Sends a frame, whole. */
  say(kind: number, stream: number, saying: Saying = {}): void {
    const { message = 1, payload = new Uint8Array(0), done = true, control = false } = saying;
    const bytes = new Uint8Array(HEADER_BYTES_MAX + payload.length);
    const payloadBytes = payload.length;
    const start = writeHeader(bytes, 0, { kind, stream, message, done, control, payloadBytes });
    bytes.set(payload, start);
    this.sayBytes(bytes.subarray(0, start + payloadBytes));
  }

  /** Opens a stream, as a client would. */
  invoke(stream: number, name = "raw"): void {
    this.say(INVOKE, stream, { message: 0, payload: new TextEncoder().encode(name) });
  }

  /** Sends bytes, frames or not. */
  sayBytes(bytes: Uint8Array): void {
    this.#memory.bytes.set(bytes);
    const count = this.#transport.write(this.#memory, 0, bytes.length);
    if (count === -ERRNO.EPIPE || count === -ERRNO.ECONNRESET) return void (this.hasEnded = true);
    if (count < 0) throw new SysError("write as a peer", -count);
    if (count < bytes.length) throw new HarnessFault(`the peer wrote ${count} of ${bytes.length}`);
    this.saidBytes += count;
  }

  /** Reads what is there, at most so many bytes. Returns the frames so far. */
  look(bytesMax = Infinity): readonly SeenFrame[] {
    for (let left = bytesMax; left > 0 && !this.hasEnded;) {
      const count = this.#transport.read(this.#address, Math.min(BUFFER_BYTES, left));
      if (count === -ERRNO.EAGAIN) break;
      if (count <= 0) this.hasEnded = true;
      else this.log.add(this.#memory.bytes.subarray(0, count));
      left -= count;
    }
    return this.log.frames;
  }

  /** Reads until a frame of that kind has come for a stream. */
  async until(kind: number, stream: number, what: string): Promise<SeenFrame> {
    let found: SeenFrame | undefined;
    await mustBecome(() => {
      found = this.look().find((frame) => frame.kind === kind && frame.stream === stream);
      return found !== undefined;
    }, { what, progress: () => this.log.byteCount });
    return found!;
  }

  /** The messages that came whole, in one frame each, for a stream. */
  messages(stream: number): readonly Uint8Array[] {
    return this.look().filter((frame) => frame.kind === MESSAGE && frame.stream === stream)
      .map(({ payload }) => payload);
  }

  [Symbol.dispose](): void {
    this.#transport[Symbol.dispose]();
    this.#memory[Symbol.dispose]();
  }
}
