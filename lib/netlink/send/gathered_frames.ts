/** Frames gathered into one message, so that one operation sends all of them in order. @module */
import { MessageVector } from "../../../ffi/message.ts";
import { NativeMemory } from "../../../ffi/memory.ts";
import { writeHeader } from "./frame.ts";

const HEADER_STRIDE_BYTES = 8;

/**
 * At most `frameCount` frames behind one msghdr.
 *
 * Ownership: owns the msghdr, its iovecs and the headers, borrows the payloads; all of it belongs
 * to the kernel while the message is in flight.
 */
export class GatheredFrames implements Disposable {
  /** The msghdr: its address in a cell. */
  readonly address: Float64Array<ArrayBuffer>;
  readonly buffers: Int32Array<ArrayBuffer>;
  readonly payloadBytes: Int32Array<ArrayBuffer>;
  readonly #message: MessageVector;
  readonly #headerAddress: number;
  readonly #headerBytes: Uint8Array<ArrayBuffer>;
  readonly #headerLengths: Uint8Array<ArrayBuffer>;
  readonly #addresses: Float64Array<ArrayBuffer>;
  readonly #stack: DisposableStack;
  #count = 0;
  #iovecCount = 0;
  /** Bytes of all frames, and of those how many were sent. */
  #totalBytes = 0;
  #sentBytes = 0;

  /** @throws {SysError} from mmap(2); nothing stays mapped. */
  constructor(frameCount: number) {
    using stack = new DisposableStack();
    this.#message = stack.use(
      new MessageVector({ messageCount: 1, iovecsPerMessage: 2 * frameCount }),
    );
    const headers = stack.use(NativeMemory.map({ sizeBytes: frameCount * HEADER_STRIDE_BYTES }));
    this.address = Float64Array.of(Number(this.#message.address(0)));
    this.#headerAddress = Number(headers.address);
    this.#headerBytes = headers.bytes;
    this.#headerLengths = new Uint8Array(frameCount);
    this.#addresses = new Float64Array(frameCount);
    this.buffers = new Int32Array(frameCount);
    this.payloadBytes = new Int32Array(frameCount);
    this.#stack = stack.move();
  }

  /** How many frames there are. */
  get count(): number {
    return this.#count;
  }

  /** Whether all bytes of all frames were sent. */
  get isSent(): boolean {
    return this.#sentBytes === this.#totalBytes;
  }

  /** Adds a frame behind the others, its payload at the address in the cell. */
  add(bufferIndex: number, address: Float64Array, payloadBytes: number): void {
    const index = this.#count++;
    this.buffers[index] = bufferIndex;
    this.payloadBytes[index] = payloadBytes;
    this.#addresses[index] = address[0]!;
    const headerLength = writeHeader(
      this.#headerBytes,
      index * HEADER_STRIDE_BYTES,
      payloadBytes,
    );
    this.#headerLengths[index] = headerLength;
    this.#totalBytes += headerLength + payloadBytes;
    this.#append(index, 0);
  }

  /** Books `sizeBytes` sent, and makes the message the rest. */
  advance(sizeBytes: number): void {
    this.#sentBytes += sizeBytes;
    if (this.isSent) return;
    this.#iovecCount = 0;
    let start = 0;
    for (let index = 0; index < this.#count; index++) {
      const frameBytes = this.#headerLengths[index]! + this.payloadBytes[index]!;
      const sent = Math.min(Math.max(this.#sentBytes - start, 0), frameBytes);
      if (sent < frameBytes) this.#append(index, sent);
      start += frameBytes;
    }
  }

  /** How many frames were sent whole. */
  get wholeCount(): number {
    let end = 0;
    for (let index = 0; index < this.#count; index++) {
      end += this.#headerLengths[index]! + this.payloadBytes[index]!;
      if (end > this.#sentBytes) return index;
    }
    return this.#count;
  }

  /** Forgets the frames. */
  clear(): void {
    this.#count = 0;
    this.#iovecCount = 0;
    this.#totalBytes = 0;
    this.#sentBytes = 0;
  }

  /** Unmaps. Harmless when repeated. */
  [Symbol.dispose](): void {
    this.#stack.dispose();
  }

  /** Points iovecs at a frame's bytes from `sent` on. */
  #append(index: number, sent: number): void {
    const headerLength = this.#headerLengths[index]!;
    if (sent < headerLength) {
      const header = this.#headerAddress + index * HEADER_STRIDE_BYTES;
      this.#message.setIovec(0, this.#iovecCount++, header + sent, headerLength - sent);
    }
    const from = Math.max(sent - headerLength, 0);
    const left = this.payloadBytes[index]! - from;
    if (left > 0) {
      this.#message.setIovec(0, this.#iovecCount++, this.#addresses[index]! + from, left);
    }
    this.#message.setIovecCount(0, this.#iovecCount);
  }
}
