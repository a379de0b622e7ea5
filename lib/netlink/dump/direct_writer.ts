/** Writes protobuf straight into given memory, in the place of the library's writer. @module */
import protobuf from "protobufjs";

/** Messages inside of messages. */
const DEPTH_MAX = 8;
/** Room left for the length of a message: a varint of two bytes. */
const LENGTH_BYTES = 2;
const WORD_FACTOR = 2 ** 32;

/**
 * What the library's encoders write to: a tag by `uint32`, then its value. The library's own writer
 * makes objects for each value and an array for each message; this one makes nothing. As in proto3,
 * what is zero or empty is left out. Knows the types of the schema here, and throws for others.
 *
 * What does not fit is not written, but counted: compare {@linkcode end} with the memory's.
 */
export class DirectWriter extends protobuf.Writer {
  #bytes = new Uint8Array(0);
  #at = 0;
  /** The tag whose value comes next, 0 for none: no field has that. */
  #tag = 0;
  #depth = 0;
  readonly #starts = new Int32Array(DEPTH_MAX);

  /** Starts to write at `offset` of `bytes`. */
  begin(bytes: Uint8Array, offset: number): void {
    this.#bytes = bytes as Uint8Array<ArrayBuffer>;
    this.#at = offset;
    this.#tag = 0;
    this.#depth = 0;
  }

  /** Where the next byte would go. */
  get end(): number {
    return this.#at;
  }

  override uint32(value: number): this {
    if (this.#tag === 0) this.#tag = value;
    else if (value === 0) this.#tag = 0;
    else {
      this.#takeTag();
      this.#varint(value);
    }
    return this;
  }

  override uint64(value: number): this {
    if (value === 0) {
      this.#tag = 0;
      return this;
    }
    this.#takeTag();
    let low = value >>> 0;
    for (let high = Math.floor(value / WORD_FACTOR); high > 0; high >>>= 7) {
      this.#bytes[this.#at++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
    }
    this.#varint(low);
    return this;
  }

  override bytes(value: Uint8Array): this {
    const { length } = value;
    if (!this.#startText(length)) return this;
    for (let index = 0; index < length; index++) this.#bytes[this.#at++] = value[index]!;
    return this;
  }

  /** @throws {RangeError} for what is not ASCII: the kernel names nothing otherwise. */
  override string(value: string): this {
    const { length } = value;
    if (!this.#startText(length)) return this;
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) throw new RangeError(`Cannot encode "${value}": it is not ASCII`);
      this.#bytes[this.#at++] = code;
    }
    return this;
  }

  /** A message begins, its length before it. */
  override fork(): this {
    if (this.#tag !== 0) this.#takeTag();
    this.#starts[this.#depth++] = this.#at;
    this.#at += LENGTH_BYTES;
    return this;
  }

  /** @throws {RangeError} when it is longer than its length has room for. */
  override ldelim(): this {
    const start = this.#starts[--this.#depth]!;
    const content = start + LENGTH_BYTES;
    const length = this.#at - content;
    if (length >= 1 << 14) throw new RangeError(`Cannot encode a message of ${length} bytes`);
    const end = this.#at;
    this.#at = start;
    this.#varint(length);
    if (this.#at < content) this.#bytes.copyWithin(this.#at, content, end);
    this.#at += length;
    return this;
  }

  /** Where the library's own methods end up: of types that are not in the schema here. */
  protected _push(): never {
    throw new TypeError("Cannot encode a field: its type is not one that this writer knows");
  }

  /** Tag and length of what is not empty. Returns whether something follows. */
  #startText(length: number): boolean {
    if (length === 0) this.#tag = 0;
    else {
      this.#takeTag();
      this.#varint(length);
    }
    return length > 0;
  }

  #takeTag(): void {
    this.#varint(this.#tag);
    this.#tag = 0;
  }

  /** 32 bits, unsigned. */
  #varint(value: number): void {
    let left = value;
    for (; left > 0x7f; left >>>= 7) this.#bytes[this.#at++] = (left & 0x7f) | 0x80;
    this.#bytes[this.#at++] = left;
  }
}
