/** Frames on a stream: the payload's length as a varint, as protobuf's delimited messages have it. @module */

/** A length below 2^32 takes at most so many bytes. */
export const HEADER_BYTES_MAX = 5;

const MORE = 0x80;
const LOW_BITS = 0x7f;
const BITS = 7;

/** Writes the header of a payload of `payloadBytes` bytes. Returns how long it is. */
export function writeHeader(bytes: Uint8Array, offset: number, payloadBytes: number): number {
  let rest = payloadBytes;
  let at = offset;
  while (rest > LOW_BITS) {
    bytes[at++] = (rest & LOW_BITS) | MORE;
    rest >>>= BITS;
  }
  bytes[at++] = rest;
  return at - offset;
}

/** Receives a frame's payload: a place in the reader's own memory, valid until it returns. */
export type TakeFrame = (bytes: Uint8Array<ArrayBuffer>, offset: number, length: number) => void;

/** Finds the frames in the pieces of a stream, wherever it is cut. */
export class FrameReader {
  readonly #take: TakeFrame;
  readonly #payload: Uint8Array<ArrayBuffer>;
  /** Bytes of the frame's payload here so far; -1 while in its header. */
  #have = -1;
  #length = 0;
  #shift = 0;

  /** @param payloadBytesMax a longer frame is refused: its header can only be nonsense. */
  constructor(payloadBytesMax: number, take: TakeFrame) {
    this.#payload = new Uint8Array(payloadBytesMax);
    this.#take = take;
  }

  /** Whether the stream stands between two frames. */
  get isWhole(): boolean {
    return this.#have < 0 && this.#shift === 0;
  }

  /**
   * Takes the next piece of the stream.
   *
   * @throws {RangeError} for a length that no sender can have meant: the stream is torn.
   */
  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#have < 0) {
        this.#header(bytes[at++]!);
        if (this.#have < 0 || this.#length > 0) continue;
      }
      const count = Math.min(this.#length - this.#have, bytes.length - at);
      this.#payload.set(bytes.subarray(at, at + count), this.#have);
      this.#have += count;
      at += count;
      if (this.#have === this.#length) this.#finish();
    }
  }

  #header(byte: number): void {
    this.#length += (byte & LOW_BITS) * 2 ** this.#shift;
    this.#shift += BITS;
    if ((byte & MORE) === 0) this.#have = 0;
    if (this.#length <= this.#payload.length && this.#shift <= HEADER_BYTES_MAX * BITS) return;
    throw new RangeError(
      `Cannot read a frame of ${this.#length} bytes: the longest has ${this.#payload.length}, ` +
        "so the stream is torn",
    );
  }

  #finish(): void {
    this.#take(this.#payload, 0, this.#length);
    this.#have = -1;
    this.#length = 0;
    this.#shift = 0;
  }
}
