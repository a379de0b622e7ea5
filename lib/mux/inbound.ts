/** The reading half of a connection: bytes of the socket in, frames out, as many as a read has. @module */
import { ERRNO, SysError } from "../../ffi/errno.ts";
import { ConnectionClosed } from "./errors.ts";
import { type Frame, FrameDecoder, HEADER_BYTES_MAX } from "./frame.ts";
import type { MessagePool } from "./message_pool.ts";
import type { Transport } from "./transport.ts";

/** What one read may take, and two of the longest frames at least. */
const READ_BYTES = 256 * 1024;

/** What {@linkcode Inbound} takes. */
export interface InboundOptions {
  /** Borrowed, as is the pool. */
  readonly transport: Transport;
  /** The read buffer is one of its buffers, so that messages are copied within one array. */
  readonly pool: MessagePool;
  readonly framePayloadBytesMax: number;
  /** Takes a frame, whose payload is lent for the call. False: no more now, until `resume`. */
  readonly onFrame: (frame: Frame) => boolean;
}

/** Reads, and hands over frame by frame; nothing is allocated for either. */
export class Inbound implements Disposable {
  /** Whether a frame's taker asked to wait: there are no reads until `resume`. */
  isStalled = false;
  readonly #transport: Transport;
  readonly #pool: MessagePool;
  readonly #decoder: FrameDecoder;
  readonly #onFrame: (frame: Frame) => boolean;
  readonly #buffer: number;
  readonly #start: number;
  readonly #capacity: number;
  readonly #address: number;
  /** Behind the last byte read, in the pool's bytes. */
  #limit: number;
  #isOpen = true;

  /** @throws {CapReached} when the pool is used up. */
  constructor({ transport, pool, framePayloadBytesMax, onFrame }: InboundOptions) {
    this.#transport = transport;
    this.#pool = pool;
    this.#onFrame = onFrame;
    this.#decoder = new FrameDecoder({ payloadBytesMax: framePayloadBytesMax });
    const least = 2 * (framePayloadBytesMax + HEADER_BYTES_MAX);
    this.#buffer = pool.acquire(Math.max(READ_BYTES, least));
    this.#start = pool.offset(this.#buffer);
    this.#capacity = pool.capacity(this.#buffer);
    this.#address = Number(pool.address(this.#buffer));
    this.#limit = this.#start;
    this.#decoder.feed(pool.bytes, this.#start, this.#start);
  }

  /**
   * Reads once, and hands over what is whole. Returns whether anything came.
   *
   * @throws {ConnectionClosed} at the end of the stream; {@linkcode SysError} ECONNRESET and more.
   * @throws {ProtocolError} for what is no frame; and whatever the taker of frames throws.
   */
  read(): boolean {
    if (this.isStalled || !this.#isOpen) return false;
    const used = this.#limit - this.#start;
    const count = this.#transport.read(this.#address + used, this.#capacity - used);
    if (count === -ERRNO.EAGAIN) return false;
    if (count < 0) throw new SysError("read from a connection", -count);
    if (count === 0) {
      throw new ConnectionClosed(
        used === 0
          ? "The peer closed the connection"
          : `The peer closed the connection within a frame, ${used} bytes into it`,
      );
    }
    this.#limit += count;
    this.#decoder.feed(this.#pool.bytes, this.#start, this.#limit);
    this.#hand();
    return true;
  }

  /** Goes on after a stall, with what was read before. @throws as `read` does. */
  resume(): void {
    this.isStalled = false;
    this.#hand();
  }

  /** Hands over no more frames, those already read included. */
  close(): void {
    this.#isOpen = false;
  }

  /** Gives the buffer back. Harmless when repeated. */
  [Symbol.dispose](): void {
    this.close();
    if (this.#pool.isOut(this.#buffer)) this.#pool.release(this.#buffer);
  }

  #hand(): void {
    const decoder = this.#decoder;
    while (this.#isOpen && decoder.next()) {
      if (!this.#onFrame(decoder)) {
        this.isStalled = true;
        return;
      }
    }
    const { consumed } = decoder;
    if (consumed > this.#start && consumed < this.#limit) {
      this.#pool.bytes.copyWithin(this.#start, consumed, this.#limit);
    }
    this.#limit -= consumed - this.#start;
    decoder.feed(this.#pool.bytes, this.#start, this.#limit);
  }
}
