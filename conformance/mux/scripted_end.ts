/** A socket that does as a rule says: takes so much, has no room, or fails. It keeps what it took. @module */
import { ERRNO } from "../../ffi/errno.ts";
import type { NativeMemory } from "../../ffi/memory.ts";
import { FrameDecoder } from "../../lib/mux/frame.ts";
import type { WriteEnd } from "../../lib/mux/writer/contract.ts";

/** A frame that came out, its payload copied. */
export interface SeenFrame {
  readonly kind: number;
  readonly done: boolean;
  readonly control: boolean;
  readonly stream: number;
  readonly message: number;
  readonly payload: Uint8Array;
}

/** Bytes as they come, and the frames in them. */
export class FrameLog {
  readonly frames: SeenFrame[] = [];
  readonly #decoder: FrameDecoder;
  #bytes = new Uint8Array(4096);
  /** Behind the last byte. */
  #limit = 0;
  /** Behind the last whole frame. */
  #decoded = 0;

  constructor(payloadBytesMax?: number) {
    this.#decoder = new FrameDecoder(payloadBytesMax === undefined ? {} : { payloadBytesMax });
  }

  /** All bytes so far. */
  get byteCount(): number {
    return this.#limit;
  }

  /** Bytes of a frame that is not whole. */
  get restBytes(): number {
    return this.#limit - this.#decoded;
  }

  /** Takes bytes. @throws {ProtocolError} when they are no frames. */
  add(bytes: Uint8Array): void {
    if (this.#bytes.length < this.#limit + bytes.length) {
      const larger = new Uint8Array((this.#limit + bytes.length) * 2);
      larger.set(this.#bytes.subarray(0, this.#limit));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#limit);
    this.#limit += bytes.length;
    const decoder = this.#decoder;
    decoder.feed(this.#bytes, this.#decoded, this.#limit);
    while (decoder.next()) {
      const { kind, done, control, stream, message, payloadOffset, payloadBytes } = decoder;
      const payload = decoder.bytes.slice(payloadOffset, payloadOffset + payloadBytes);
      this.frames.push({ kind, done, control, stream, message, payload });
    }
    this.#decoded = decoder.consumed;
  }
}

/** What a bare writer writes to. */
export class ScriptedEnd implements WriteEnd {
  /** Bytes that it takes before there is no room. */
  roomBytes = Infinity;
  /** The most of one call. */
  bytesPerCall: () => number = () => Infinity;
  /** What calls fail with, an errno; 0 for none. */
  errno = 0;
  /** Calls so far. */
  calls = 0;
  readonly log = new FrameLog(1024 * 1024);

  write(memory: NativeMemory, offset: number, sizeBytes: number): number {
    this.calls++;
    if (this.errno !== 0) return -this.errno;
    const count = Math.min(sizeBytes, this.roomBytes, this.bytesPerCall());
    if (count <= 0) return -ERRNO.EAGAIN;
    this.roomBytes -= count;
    this.log.add(memory.bytes.subarray(offset, offset + count));
    return count;
  }
}
