/** Frames of a stream, a length of four bytes before each: whole ones in place, others in a buffer. @module */
import { ERRNO } from "../../ffi/errno.ts";
import { CapReached } from "../errors.ts";
import { BROKEN, CLOSED, DATA, EMPTY, END, type Outcome, READY } from "../outcome.ts";
import { NO_ONE } from "./connections.ts";
import type { ReadSource } from "./contract.ts";

/** The longest frame where nothing else is said: 1 MiB. */
export const FRAME_BYTES_MAX = 1024 * 1024;
/** The most frames in hand that have a buffer of their own. */
const FRAMES_OUT_MAX = 256;
/** A length is 32 bits, the most significant byte first. */
const HEADER_BYTES = 4;

/** What {@linkcode FramedReader} takes. */
export interface FramedReaderOptions {
  /** Borrowed; stream connections are added to it directly. */
  readonly source: ReadSource;
  /** A longer frame breaks its connection, before anything is acquired. @default {1048576} */
  readonly frameBytesMax?: number;
  /** So does a shorter one, such as one without room for its type. @default {0} */
  readonly frameBytesMin?: number;
}

/**
 * Reads frames from any source of streams. A connection pins nothing between its frames; one in the
 * middle of a frame pins one buffer of that frame's size, and none before its first byte.
 *
 * A frame that came whole is handed out where it was read. Of another one the first part is copied
 * once, to where the source reads the rest, or to where the rest is copied if it cannot.
 *
 * Ownership: a frame is valid until `commit`. Dispose the reader before its source. Remove
 * connections through the reader: after the source's own `remove` the start of a frame stays here,
 * and would be taken for that of the connection that gets the number next.
 */
export class FramedReader implements Disposable {
  /** Whose frame, END or BROKEN `next` returned last. */
  connection = NO_ONE;
  /** After BROKEN: EMSGSIZE for a length out of range, EPROTO for a cut frame, or the source's. */
  errno = 0;
  /** Where the frame last handed out starts in {@linkcode bytes}, behind its length. */
  offset = 0;
  length = 0;
  readonly bytes: Uint8Array;
  readonly #source: ReadSource;
  readonly #max: number;
  readonly #min: number;
  /** Of each connection: bytes of the length so far, the length, the frame's buffer, its bytes. */
  readonly #headerCounts: Uint8Array<ArrayBuffer>;
  readonly #lengths: Uint32Array<ArrayBuffer>;
  readonly #offsets: Int32Array<ArrayBuffer>;
  readonly #filled: Int32Array<ArrayBuffer>;
  /** Buffers of frames in hand. */
  readonly #out = new Int32Array(FRAMES_OUT_MAX);
  #outCount = 0;
  /** The payload in hand: whose, how far it was looked at, its end. */
  #current = NO_ONE;
  #at = 0;
  #end = 0;
  /** Payloads not committed, and frames in hand that lie in them. */
  #payloadCount = 0;
  #inPlaceCount = 0;
  /** A cell: a field past 2^30 would be boxed. */
  readonly #copied = new Float64Array(1);

  constructor(options: FramedReaderOptions) {
    const { source, frameBytesMax = FRAME_BYTES_MAX, frameBytesMin = 0 } = options;
    if (!(frameBytesMin >= 0 && frameBytesMin <= frameBytesMax && frameBytesMax > 0)) {
      throw new RangeError(`Cannot read frames of ${frameBytesMin} to ${frameBytesMax} bytes`);
    }
    const { connectionsMax } = source;
    this.#source = source;
    this.bytes = source.bytes;
    this.#max = frameBytesMax;
    this.#min = frameBytesMin;
    this.#headerCounts = new Uint8Array(connectionsMax);
    this.#lengths = new Uint32Array(connectionsMax);
    this.#offsets = new Int32Array(connectionsMax).fill(NO_ONE);
    this.#filled = new Int32Array(connectionsMax);
  }

  /** Bytes that were copied to the buffer of their frame, since the opening. */
  get copiedBytes(): number {
    return this.#copied[0]!;
  }

  /**
   * The next frame of any connection: DATA, END between frames, BROKEN, EMPTY or CLOSED.
   *
   * @throws {CapReached} with all buffers in hand; nothing was lost: commit and go on.
   */
  next(): Outcome {
    if (this.#outCount === FRAMES_OUT_MAX) {
      throw new CapReached(`Cannot read: ${FRAMES_OUT_MAX} frames are in hand; commit first`);
    }
    for (;;) {
      if (this.#at < this.#end) {
        // its payload is released: the source was disposed, and its memory is gone
        if (this.#source.ledger.inFlight === 0) return CLOSED;
        const outcome = this.#parse(this.#current);
        if (outcome !== EMPTY) return outcome;
        continue;
      }
      this.#commitSource();
      const outcome = this.#source.next();
      if (outcome === DATA) {
        if (this.#take()) return DATA;
      } else if (outcome === END || outcome === BROKEN) {
        return this.#endOf(this.#source.connection, outcome);
      } else return outcome;
    }
  }

  /** See {@linkcode Source.wait}; READY at once while frames may be left in what was read. */
  wait(timeoutMs: number): Outcome {
    if (this.#at < this.#end) return READY;
    this.#commitSource();
    return this.#source.wait(timeoutMs);
  }

  /** Releases the frames handed out so far. */
  commit(): void {
    while (this.#outCount > 0) this.#source.pool.release(this.#out[--this.#outCount]!);
    this.#inPlaceCount = 0;
    if (this.#at >= this.#end) this.#commitSource();
  }

  /** Takes a connection out, and the start of a frame with it. @throws {RangeError} */
  remove(connection: number): void {
    this.#source.remove(connection);
    this.#forget(connection);
    if (this.#current === connection) this.#at = this.#end;
  }

  /** Releases all buffers. Harmless when repeated, and after the source's disposal. */
  [Symbol.dispose](): void {
    this.#at = this.#end;
    this.commit();
    for (let one = 0; one < this.#offsets.length; one++) {
      if (this.#offsets[one] !== NO_ONE) this.#takeAimBack(one);
      this.#forget(one);
    }
  }

  #takeAimBack(connection: number): void {
    try {
      this.#source.aim(connection, 0, 0);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error; // removed, and its aim with it
    }
  }

  /** Releases the source's payloads, unless a frame in hand lies in them. */
  #commitSource(): void {
    if (this.#payloadCount === 0 || this.#inPlaceCount > 0) return;
    this.#payloadCount = 0;
    this.#source.commit();
  }

  /** Takes the payload that the source handed out. Returns whether it completed a frame. */
  #take(): boolean {
    const { connection, offset, length } = this.#source;
    this.#payloadCount++;
    this.#current = connection;
    this.#at = offset;
    this.#end = offset + length;
    const start = this.#offsets[connection]!;
    // it was read to its place already
    if (start === NO_ONE || offset !== start + this.#filled[connection]!) return false;
    this.#at = this.#end;
    return this.#fill(connection, length);
  }

  /** Looks at what is left of the payload. EMPTY when that is no whole frame. */
  #parse(connection: number): Outcome {
    if (this.#offsets[connection] !== NO_ONE) return this.#copy(connection) ? DATA : EMPTY;
    if (!this.#parseLength(connection)) return EMPTY;
    const length = this.#lengths[connection]!;
    if (length > this.#max || length < this.#min) return this.#refuse(connection);
    if (this.#end - this.#at < length) {
      if (this.#at < this.#end) this.#begin(connection, length);
      return EMPTY;
    }
    this.#headerCounts[connection] = 0;
    this.#inPlaceCount++;
    const offset = this.#at;
    this.#at += length;
    return this.#handOut(connection, offset, length);
  }

  /** Returns whether the length is known. */
  #parseLength(connection: number): boolean {
    let count = this.#headerCounts[connection]!;
    let length = count === 0 ? 0 : this.#lengths[connection]!;
    while (count < HEADER_BYTES && this.#at < this.#end) {
      length = (length << 8) | this.bytes[this.#at++]!;
      count++;
    }
    this.#headerCounts[connection] = count;
    this.#lengths[connection] = length;
    return count === HEADER_BYTES;
  }

  /** A buffer for a frame of which only a part is there. */
  #begin(connection: number, length: number): void {
    this.#offsets[connection] = this.#source.pool.acquire(length);
    this.#filled[connection] = 0;
    this.#headerCounts[connection] = 0;
  }

  /** Copies what belongs to the frame. Returns whether it is whole. */
  #copy(connection: number): boolean {
    const left = this.#lengths[connection]! - this.#filled[connection]!;
    const count = Math.min(left, this.#end - this.#at);
    const target = this.#offsets[connection]! + this.#filled[connection]!;
    this.bytes.copyWithin(target, this.#at, this.#at + count);
    this.#copied[0]! += count;
    this.#at += count;
    if (this.#fill(connection, count)) return true;
    this.#source.aim(connection, target + count, left - count);
    return false;
  }

  #fill(connection: number, count: number): boolean {
    const filled = this.#filled[connection]! + count;
    this.#filled[connection] = filled;
    if (filled < this.#lengths[connection]!) return false;
    const offset = this.#offsets[connection]!;
    this.#offsets[connection] = NO_ONE;
    this.#out[this.#outCount++] = offset;
    this.#handOut(connection, offset, filled);
    return true;
  }

  #handOut(connection: number, offset: number, length: number): Outcome {
    this.connection = connection;
    this.errno = 0;
    this.offset = offset;
    this.length = length;
    return DATA;
  }

  #refuse(connection: number): Outcome {
    this.#source.stop(connection);
    this.#at = this.#end;
    this.#forget(connection);
    return this.#tell(connection, ERRNO.EMSGSIZE);
  }

  #endOf(connection: number, outcome: Outcome): Outcome {
    const isCut = this.#forget(connection);
    if (outcome === BROKEN) return this.#tell(connection, this.#source.errno);
    return this.#tell(connection, isCut ? ERRNO.EPROTO : 0);
  }

  #tell(connection: number, errno: number): Outcome {
    this.#handOut(connection, 0, 0);
    this.errno = errno;
    return errno === 0 ? END : BROKEN;
  }

  /** Releases what there is of a frame. Returns whether there was any. */
  #forget(connection: number): boolean {
    const offset = this.#offsets[connection]!;
    const isCut = offset !== NO_ONE || this.#headerCounts[connection]! > 0;
    if (offset !== NO_ONE) this.#source.pool.release(offset);
    this.#offsets[connection] = NO_ONE;
    this.#headerCounts[connection] = 0;
    return isCut;
  }
}
