/** Frames on the wire: a byte of kind and flags, stream, message and length as varints, payload. @module */
import { ProtocolError } from "./errors.ts";
import {
  VARINT,
  VARINT_BYTES_MAX,
  VARINT_PARTIAL,
  varintBytes,
  VarintReader,
  writeVarint,
} from "./varint.ts";

/** What a frame is: bits 1 to 6 of its first byte. 0 is no kind. */
export const INVOKE = 1;
export const MESSAGE = 2;
export const ERROR = 3;
export const CANCEL = 4;
export const CLOSE = 5;
export const CLOSE_SEND = 6;
export const METADATA = 7;
export const WINDOW_UPDATE = 8;

/** Kind to word, for messages. */
export const KIND_NAMES: readonly string[] = [
  "NONE",
  "INVOKE",
  "MESSAGE",
  "ERROR",
  "CANCEL",
  "CLOSE",
  "CLOSE_SEND",
  "METADATA",
  "WINDOW_UPDATE",
];

/** Bit 0: the last frame of its message. */
const DONE_FLAG = 0x01;
/** Bit 7: about the connection or a stream, no data; who does not know the kind passes over it. */
const CONTROL_FLAG = 0x80;
const KIND_MAX = 0x3f;

/** The most bytes in front of a payload. */
export const HEADER_BYTES_MAX = 1 + 3 * VARINT_BYTES_MAX;
/** The longest payload of a frame where nothing else is said. */
export const FRAME_PAYLOAD_BYTES_MAX = 64 * 1024;

/**
 * What stands in front of a payload. Fill one and use it again: a frame then allocates nothing, as
 * long as its numbers are below 2^31; V8 boxes larger ones.
 */
export interface FrameHeader {
  /** One of the kinds above. */
  kind: number;
  /** Whether it is the last frame of its message. */
  done: boolean;
  /** Whether it is a control frame: it bypasses bounds, and unknown kinds of it are ignored. */
  control: boolean;
  /** 0 to 2^53 - 1, as are the next two. 0 stands for the connection itself. */
  stream: number;
  /** Counts the messages of a stream from 1; the frames of one message have the same. */
  message: number;
  payloadBytes: number;
}

/** A frame that has arrived: its header and where its payload lies. */
export interface Frame extends Readonly<FrameHeader> {
  /** Where the payload is, from `payloadOffset` on; borrowed until the next feed. */
  readonly bytes: Uint8Array;
  readonly payloadOffset: number;
}

/** How many bytes {@linkcode writeHeader} will write. */
export function headerBytes(header: Readonly<FrameHeader>): number {
  const { stream, message, payloadBytes } = header;
  return 1 + varintBytes(stream) + varintBytes(message) + varintBytes(payloadBytes);
}

/**
 * Writes a header into the caller's bytes, which have room for {@linkcode HEADER_BYTES_MAX}.
 * Returns the offset behind it, where the payload goes.
 *
 * @throws {RangeError} for a number that does not fit the wire.
 */
export function writeHeader(
  target: Uint8Array,
  offset: number,
  header: Readonly<FrameHeader>,
): number {
  const { kind, done, control } = header;
  if (!(kind > 0 && kind <= KIND_MAX)) throw new RangeError(`Cannot encode frame kind ${kind}`);
  target[offset] = (control ? CONTROL_FLAG : 0) | (kind << 1) | (done ? DONE_FLAG : 0);
  let at = writeVarint(target, offset + 1, header.stream);
  at = writeVarint(target, at, header.message);
  return writeVarint(target, at, header.payloadBytes);
}

/** What a decoder takes. */
export interface DecoderOptions {
  /** The longest payload; a longer one is refused as soon as its length is read. */
  readonly payloadBytesMax?: number;
}

/**
 * Finds frames in bytes as they arrive, without an allocation a frame as long as its numbers are
 * below 2^31: `feed` lends it the bytes, `while (next())` sets the fields. What is left from
 * `consumed` on is the start of a frame: feed it again with more behind it.
 */
export class FrameDecoder implements Frame {
  kind = 0;
  done = false;
  control = false;
  stream = 0;
  message = 0;
  payloadBytes = 0;
  payloadOffset = 0;
  bytes: Uint8Array = new Uint8Array(0);
  /** The offset behind the last whole frame, in the bytes fed. */
  consumed = 0;
  /** Bytes from `consumed` on without which there is no next frame, as far as is known. */
  neededBytes = 1;
  /** Control frames of unknown kinds that were passed over. */
  ignoredCount = 0;
  readonly #varint = new VarintReader();
  readonly #payloadBytesMax: number;
  #limit = 0;
  #error: ProtocolError | undefined;

  constructor({ payloadBytesMax = FRAME_PAYLOAD_BYTES_MAX }: DecoderOptions = {}) {
    this.#payloadBytesMax = payloadBytesMax;
  }

  /** Lends it bytes from `offset` to `limit`, which stay as they are while frames are taken. */
  feed(bytes: Uint8Array, offset: number, limit: number): void {
    this.bytes = bytes;
    this.consumed = offset;
    this.#limit = limit;
  }

  /**
   * Sets the fields to the next whole frame. False when there is none yet; `neededBytes` then says
   * how many bytes it takes at least.
   *
   * @throws {ProtocolError} for a malformed varint, a payload too long, an unknown kind that is not
   * control; from then on for ever, since nobody knows where the next frame starts.
   */
  next(): boolean {
    if (this.#error !== undefined) throw this.#error;
    for (;;) {
      if (!this.#readHeader()) return false;
      const end = this.payloadOffset + this.payloadBytes;
      if (end > this.#limit) return this.#needs(end - this.consumed);
      this.consumed = end;
      this.neededBytes = 1;
      if (this.kind < KIND_NAMES.length && this.kind > 0) return true;
      this.ignoredCount++;
    }
  }

  /** False where the header is not whole. */
  #readHeader(): boolean {
    const start = this.consumed;
    if (start >= this.#limit) return this.#needs(1);
    const first = this.bytes[start]!;
    this.kind = (first >> 1) & KIND_MAX;
    this.done = (first & DONE_FLAG) !== 0;
    this.control = (first & CONTROL_FLAG) !== 0;
    if (!this.control && (this.kind === 0 || this.kind >= KIND_NAMES.length)) {
      this.#fail(`unknown kind ${this.kind}`);
    }
    const varint = this.#varint;
    if (!this.#readVarint(start + 1)) return false;
    this.stream = varint.value;
    if (!this.#readVarint(varint.end)) return false;
    this.message = varint.value;
    if (!this.#readVarint(varint.end)) return false;
    this.payloadBytes = varint.value;
    this.payloadOffset = varint.end;
    if (varint.value > this.#payloadBytesMax) {
      this.#fail(
        `${varint.value} bytes of payload, more than the ${this.#payloadBytesMax} allowed`,
      );
    }
    return true;
  }

  #readVarint(offset: number): boolean {
    const found = this.#varint.read(this.bytes, offset, this.#limit);
    if (found === VARINT) return true;
    if (found === VARINT_PARTIAL) return this.#needs(this.#limit - this.consumed + 1);
    return this.#fail(`malformed varint ${offset - this.consumed} bytes into the frame`);
  }

  #needs(count: number): false {
    this.neededBytes = count;
    return false;
  }

  #fail(what: string): never {
    this.#error = new ProtocolError(
      `Cannot decode a frame: ${what}; is the peer of the same protocol?`,
    );
    throw this.#error;
  }
}
