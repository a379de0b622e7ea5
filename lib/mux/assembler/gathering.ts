/** Gathers the frames of a message in one pool buffer that grows: what all assemblers do alike. @module */
import { CopyCounter } from "../copy_counter.ts";
import { MessageTooLong, ProtocolError } from "../errors.ts";
import type { Frame } from "../frame.ts";
import type { MessagePool } from "../message_pool.ts";
import {
  type Assembler,
  type AssemblerInput,
  type AssemblyOutcome,
  MESSAGE_BYTES_MAX,
  MORE,
  WHOLE,
} from "./contract.ts";

/** No buffer. */
export const NONE = -1;

/** An assembler but for what becomes of the gathered buffer once the message is whole. */
export abstract class Gathering implements Assembler {
  buffer = NONE;
  length = 0;
  kind = 0;
  message = 0;
  partialBytes = 0;
  discardedBytes = 0;
  protected readonly pool: MessagePool;
  protected readonly copies: CopyCounter;
  /** Where the message is gathered; may be kept between messages. */
  protected gathered = NONE;
  readonly #messageBytesMax: number;
  /** Whether `message` is under way. */
  #isPartial = false;
  #error: Error | undefined;

  constructor({ pool, messageBytesMax = MESSAGE_BYTES_MAX, copies }: AssemblerInput) {
    this.pool = pool;
    this.copies = copies ?? new CopyCounter();
    this.#messageBytesMax = messageBytesMax;
  }

  /** Sets `buffer` to one with the `length` bytes gathered, which is the caller's. */
  protected abstract finish(length: number): void;

  /** Lets go of the gathered buffer of a message given up. */
  protected abstract abandon(): void;

  add(frame: Frame): AssemblyOutcome {
    if (this.#error !== undefined) throw this.#error;
    try {
      this.#follow(frame);
      this.#append(frame);
      if (!frame.done) return MORE;
      this.finish(this.partialBytes);
    } catch (error) {
      this.discard();
      this.#error = error instanceof Error ? error : new Error(String(error));
      throw this.#error;
    }
    this.length = this.partialBytes;
    this.#isPartial = false;
    this.partialBytes = 0;
    return WHOLE;
  }

  discard(): number {
    const count = this.partialBytes;
    if (this.#isPartial) this.abandon();
    this.#isPartial = false;
    this.partialBytes = 0;
    this.discardedBytes += count;
    return count;
  }

  [Symbol.dispose](): void {
    this.discard();
    this.#error ??= new Error("Cannot assemble: the assembler was disposed");
    this.releaseGathered();
  }

  /** Gives the gathered buffer back, if there is one. */
  protected releaseGathered(): void {
    if (this.gathered === NONE) return;
    this.pool.release(this.gathered);
    this.gathered = NONE;
  }

  /** Finds the place of a frame among the messages. */
  #follow({ message, kind }: Frame): void {
    if (message > this.message) {
      this.discard();
      this.message = message;
      this.kind = kind;
      this.#isPartial = true;
    } else if (message < this.message || !this.#isPartial) {
      throw new ProtocolError(
        `Cannot take a frame of message ${message}: ${this.message} was last`,
      );
    } else if (kind !== this.kind) {
      throw new ProtocolError(`Cannot change message ${message} from kind ${this.kind} to ${kind}`);
    }
  }

  #append({ bytes, payloadOffset, payloadBytes, done }: Frame): void {
    const length = this.partialBytes + payloadBytes;
    if (length > this.#messageBytesMax) {
      throw new MessageTooLong(
        `Cannot assemble message ${this.message}: ${length} bytes so far, more than the ` +
          `${this.#messageBytesMax} allowed; raise messageBytesMax, or send less`,
      );
    }
    this.#reserve(length, done);
    const end = this.pool.offset(this.gathered) + this.partialBytes;
    this.pool.copyIn(end, bytes, payloadOffset, payloadBytes);
    this.copies.addCopy(payloadBytes);
    this.partialBytes = length;
  }

  /** Makes room for `length` bytes, and for as much again where the message goes on. */
  #reserve(length: number, isLast: boolean): void {
    const { pool, gathered } = this;
    if (gathered !== NONE && pool.capacity(gathered) >= length) return;
    const wanted = isLast ? length : Math.min(length * 2, Math.max(length, this.#messageBytesMax));
    const larger = pool.acquire(wanted);
    if (gathered !== NONE) {
      if (this.partialBytes > 0) {
        const from = pool.offset(gathered);
        pool.copyIn(pool.offset(larger), pool.bytes, from, this.partialBytes);
        this.copies.addCopy(this.partialBytes);
      }
      this.releaseGathered();
    }
    this.gathered = larger;
  }
}
