/** Payloads as messages in native memory, with a frame's header in front on streams. @module */
import { ERRNO } from "../../../ffi/errno.ts";
import { MessageVector } from "../../../ffi/message.ts";
import { NativeMemory } from "../../../ffi/memory.ts";
import { writeHeader } from "./frame.ts";

/** Room for a header, aligned. */
const HEADER_STRIDE_BYTES = 8;

/** What {@linkcode MessageQueue} takes. */
export interface MessageQueueOptions {
  readonly messageCount: number;
  /** Whether each payload gets a frame's header. */
  readonly framed: boolean;
}

/**
 * Messages by number, filled and sent over and over; nothing is allocated after opening.
 *
 * Ownership: owns headers and iovecs; borrows the payloads. The kernel must be done with all of
 * them at disposal.
 */
export class MessageQueue implements Disposable {
  /** Whose payload a message has. */
  readonly buffers: Int32Array<ArrayBuffer>;
  readonly payloadBytes: Int32Array<ArrayBuffer>;
  readonly #messages: MessageVector;
  readonly #headerAddress: number;
  readonly #headerBytes: Uint8Array<ArrayBuffer>;
  readonly #headerLengths: Uint8Array<ArrayBuffer>;
  readonly #addresses: Float64Array<ArrayBuffer>;
  /** Whole numbers, and in 32 bits: what is read of an array of doubles is boxed on return. */
  readonly #sent: Int32Array<ArrayBuffer>;
  readonly #framed: boolean;
  readonly #stack: DisposableStack;

  /** @throws {SysError} from mmap(2); nothing stays mapped. */
  constructor({ messageCount, framed }: MessageQueueOptions) {
    using stack = new DisposableStack();
    this.#messages = stack.use(new MessageVector({ messageCount, iovecsPerMessage: 2 }));
    const headers = stack.use(
      NativeMemory.map({ sizeBytes: messageCount * HEADER_STRIDE_BYTES }),
    );
    this.#headerAddress = Number(headers.address);
    this.#headerBytes = headers.bytes;
    this.#headerLengths = new Uint8Array(messageCount);
    this.#addresses = new Float64Array(messageCount);
    this.#sent = new Int32Array(messageCount);
    this.buffers = new Int32Array(messageCount);
    this.payloadBytes = new Int32Array(messageCount);
    this.#framed = framed;
    this.#stack = stack.move();
  }

  /** The msghdr of a message; those of an mmsghdr array follow it. A bigint made at opening. */
  address(index: number): bigint {
    return this.#messages.address(index);
  }

  /** Bytes that the last sendmmsg(2) sent of a message. */
  messageBytes(index: number): number {
    return this.#messages.messageBytes(index);
  }

  /** Makes the payload at the address in the cell the message `index`. No object: a data path. */
  fill(index: number, bufferIndex: number, address: Float64Array, payloadBytes: number): void {
    this.buffers[index] = bufferIndex;
    this.payloadBytes[index] = payloadBytes;
    this.#addresses[index] = address[0]!;
    this.#sent[index] = 0;
    this.#headerLengths[index] = this.#framed
      ? writeHeader(this.#headerBytes, index * HEADER_STRIDE_BYTES, payloadBytes)
      : 0;
    this.#layOut(index);
  }

  /** Bytes of a message that were not sent, its header's too. */
  bytesLeft(index: number): number {
    return this.#headerLengths[index]! + this.payloadBytes[index]! - this.#sent[index]!;
  }

  /** The result of a message that a close leaves unsent: cut in the middle, or never begun. */
  leftBehind(index: number): number {
    return this.#sent[index]! > 0 ? -ERRNO.ECANCELED : -ERRNO.ETIME;
  }

  /** Books `sizeBytes` bytes sent of a message, and makes it the rest. Returns what is left. */
  advance(index: number, sizeBytes: number): number {
    this.#sent[index]! += sizeBytes;
    const left = this.bytesLeft(index);
    if (left > 0) this.#layOut(index);
    return left;
  }

  /** Unmaps. Harmless when repeated. */
  [Symbol.dispose](): void {
    this.#stack.dispose();
  }

  /** Points the iovecs at what was not sent; an empty part has none, since the kernel asks why. */
  #layOut(index: number): void {
    const sent = this.#sent[index]!;
    const headerLength = this.#headerLengths[index]!;
    const payloadBytes = this.payloadBytes[index]!;
    let count = 0;
    if (sent < headerLength) {
      const header = this.#headerAddress + index * HEADER_STRIDE_BYTES;
      this.#messages.setIovec(index, count++, header + sent, headerLength - sent);
    }
    const from = Math.max(sent - headerLength, 0);
    if (payloadBytes > from || count === 0) {
      this.#messages.setIovec(index, count++, this.#addresses[index]! + from, payloadBytes - from);
    }
    this.#messages.setIovecCount(index, count);
  }
}
