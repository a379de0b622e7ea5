/** What all writers do alike: taking turns, stopping, failing and counting. @module */
import { ERRNO, SysError } from "../../../ffi/errno.ts";
import type { NativeMemory } from "../../../ffi/memory.ts";
import { type FrameHeader, HEADER_BYTES_MAX, headerBytes, writeHeader } from "../frame.ts";
import { Signal } from "../signal.ts";
import {
  type CheckedWriterInput,
  checkWriterInput,
  type FrameWriter,
  type WriteOwner,
  type WriterInput,
  type WriterLedger,
} from "./contract.ts";
import { ParkedWrites } from "./parked.ts";

/** Up to so many bytes a loop is faster than an array made for a call. */
const LOOP_BYTES_MAX = 64;
const SETTLED = Promise.resolve();

/** The cells of the ledger. */
const FRAMES = 0;
const BYTES = 1;
const CALLS = 2;
const WRITTEN = 3;
const PARKED = 4;
const WITHDRAWN = 5;
const BUFFERED_MAX = 6;

/** Doubles in an array, since a plain field past 2^30 would be boxed. */
class Books implements WriterLedger {
  readonly cells = new Float64Array(7);

  get frames(): number {
    return this.cells[FRAMES]!;
  }
  get bytes(): number {
    return this.cells[BYTES]!;
  }
  get calls(): number {
    return this.cells[CALLS]!;
  }
  get writtenBytes(): number {
    return this.cells[WRITTEN]!;
  }
  get parked(): number {
    return this.cells[PARKED]!;
  }
  get withdrawn(): number {
    return this.cells[WITHDRAWN]!;
  }
  get bufferedBytesMax(): number {
    return this.cells[BUFFERED_MAX]!;
  }
}

/** A writer but for where frames are gathered and when they go. */
export abstract class WriterCore implements FrameWriter {
  isBlocked = false;
  isStopped = false;
  reason: unknown = undefined;
  protected readonly input: CheckedWriterInput;
  protected readonly parked = new ParkedWrites();
  readonly #books = new Books();
  readonly #done = Promise.withResolvers<void>();
  readonly #drained = new Signal();
  /** Whether `onWork` was called and `flush` not yet. */
  #isAsked = false;
  #isFlushing = false;

  constructor(input: WriterInput) {
    this.input = checkWriterInput(input);
  }

  abstract readonly bufferedBytes: number;

  /** Whether a frame of so many bytes, header included, can be taken now. */
  protected abstract admits(sizeBytes: number): boolean;

  /** Takes a frame that is admitted. Undefined when its owner may go on. */
  protected abstract put(
    header: Readonly<FrameHeader> | undefined,
    payload: Uint8Array,
    payloadOffset: number,
    payloadBytes: number,
    owner: WriteOwner | undefined,
  ): undefined | Promise<void>;

  /** Writes until there is no room or nothing left. */
  protected abstract push(): void;

  /** Takes a frame whether it is admitted or not. */
  protected abstract putControl(header: Readonly<FrameHeader>, payload: Uint8Array): void;

  /** Forgets all that is gathered. */
  protected abstract drop(): void;

  /** Gives the memory back. */
  protected abstract free(): void;

  get done(): Promise<void> {
    return this.#done.promise;
  }

  get parkedCount(): number {
    return this.parked.count;
  }

  get ledger(): WriterLedger {
    return this.#books;
  }

  write(
    header: Readonly<FrameHeader>,
    payload: Uint8Array,
    payloadOffset: number,
    owner: WriteOwner,
  ): undefined | Promise<void> {
    return this.#take(header, payload, payloadOffset, header.payloadBytes, owner);
  }

  writeEncoded(frames: Uint8Array, owner: WriteOwner): undefined | Promise<void> {
    return this.#take(undefined, frames, 0, frames.length, owner);
  }

  writeControl(header: Readonly<FrameHeader>, payload: Uint8Array): void {
    if (!this.isStopped) this.putControl(header, payload);
  }

  withdraw(owner: WriteOwner, reason: unknown): number {
    const count = this.parked.refuse(reason, owner);
    this.#books.cells[WITHDRAWN]! += count;
    return count;
  }

  flush(): boolean {
    this.#isAsked = false;
    if (this.isStopped) return false;
    const before = this.#books.writtenBytes;
    this.isBlocked = false;
    this.#isFlushing = true;
    try {
      this.push();
    } finally {
      this.#isFlushing = false;
    }
    if (!this.isStopped && this.bufferedBytes === 0) this.#drained.wake();
    return this.#books.writtenBytes > before;
  }

  drained(): Promise<void> {
    return this.isStopped || this.bufferedBytes === 0 && this.parked.count === 0
      ? SETTLED
      : this.#drained.wait();
  }

  stop(reason: unknown): void {
    if (this.isStopped) return;
    this.isStopped = true;
    this.isBlocked = false;
    this.reason = reason;
    this.drop();
    this.#books.cells[WITHDRAWN]! += this.parked.refuse(reason);
    this.#drained.wake();
    this.#done.resolve();
  }

  [Symbol.dispose](): void {
    this.stop(new Error("Cannot write: the writer was disposed"));
    this.free();
  }

  /** Has `flush` called, once, unless it is called anyway when the socket is writable. */
  protected askForFlush(): void {
    if (this.#isAsked || this.isBlocked) return;
    this.#isAsked = true;
    this.input.onWork();
  }

  /**
   * Gives bytes to the kernel. Returns how many it took; 0 when it has no room, `isBlocked` is set
   * then, or when this failed.
   */
  protected give(memory: NativeMemory, offset: number, sizeBytes: number): number {
    const count = this.input.end.write(memory, offset, sizeBytes);
    this.#books.cells[CALLS]!++;
    if (count > 0) {
      this.#books.cells[WRITTEN]! += count;
      return count;
    }
    if (count === 0 || count === -ERRNO.EAGAIN) {
      this.isBlocked = true;
      if (!this.#isFlushing) this.input.onWork(); // nobody looks for room yet
    } else this.fail(new SysError("write to a connection", -count));
    return 0;
  }

  /** An error ends it. */
  protected fail(error: unknown): void {
    if (this.isStopped) return;
    this.stop(error);
    this.input.onError(error);
  }

  /** Encodes a frame. Returns the offset behind it. Numbers, as this is a data path. */
  protected encode(
    target: Uint8Array,
    at: number,
    header: Readonly<FrameHeader> | undefined,
    payload: Uint8Array,
    payloadOffset: number,
    payloadBytes: number,
  ): number {
    const start = header === undefined ? at : writeHeader(target, at, header);
    copyBytes(target, start, payload, payloadOffset, payloadBytes);
    return start + payloadBytes;
  }

  /** Books a frame taken. */
  protected book(sizeBytes: number): void {
    const { cells } = this.#books;
    cells[FRAMES]!++;
    cells[BYTES]! += sizeBytes;
    const { bufferedBytes } = this;
    if (bufferedBytes > cells[BUFFERED_MAX]!) cells[BUFFERED_MAX] = bufferedBytes;
  }

  /** Takes frames that waited, as far as they are admitted now. */
  protected admitParked(): void {
    for (;;) {
      const entry = this.parked.first;
      if (entry === undefined || this.isStopped) return;
      const { header, payload, payloadOffset, payloadBytes, owner } = entry;
      if (!this.admits(sizeOf(header, payloadBytes))) return;
      this.parked.shift();
      const taken = this.put(header, payload, payloadOffset, payloadBytes, owner);
      if (this.isStopped) entry.reject(this.reason);
      else if (taken === undefined) entry.resolve();
      else void taken.then(entry.resolve, entry.reject);
    }
  }

  #take(
    header: Readonly<FrameHeader> | undefined,
    payload: Uint8Array,
    payloadOffset: number,
    payloadBytes: number,
    owner: WriteOwner,
  ): undefined | Promise<void> {
    if (this.isStopped) throw this.reason;
    const { framePayloadBytesMax } = this.input;
    const maximum = header === undefined ? encodedBytesMax(this.input) : framePayloadBytesMax;
    if (payloadBytes > maximum) {
      throw new RangeError(`Cannot write ${payloadBytes} bytes in a frame: ${maximum} will do`);
    }
    if (this.parked.count > 0 || !this.admits(sizeOf(header, payloadBytes))) {
      this.#books.cells[PARKED]!++;
      return this.parked.add({ header, payload, payloadOffset, payloadBytes, owner });
    }
    const taken = this.put(header, payload, payloadOffset, payloadBytes, owner);
    if (this.isStopped) throw this.reason;
    return taken;
  }
}

/** The most bytes of one write: an invocation and its metadata, a frame each. */
export function encodedBytesMax({ framePayloadBytesMax }: CheckedWriterInput): number {
  return 2 * (framePayloadBytesMax + HEADER_BYTES_MAX);
}

function sizeOf(header: Readonly<FrameHeader> | undefined, payloadBytes: number): number {
  return (header === undefined ? 0 : headerBytes(header)) + payloadBytes;
}

/** Copies, and makes no array where it can do without. Numbers, as this is a data path. */
function copyBytes(
  target: Uint8Array,
  at: number,
  from: Uint8Array,
  fromOffset: number,
  sizeBytes: number,
): void {
  if (sizeBytes <= LOOP_BYTES_MAX) {
    for (let index = 0; index < sizeBytes; index++) target[at + index] = from[fromOffset + index]!;
  } else if (sizeBytes === from.length) target.set(from, at);
  else target.set(from.subarray(fromOffset, fromOffset + sizeBytes), at);
}
