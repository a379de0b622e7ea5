/** Two buffers: one takes frames while the other goes to the socket. @module */
import { CapReached } from "../../errors.ts";
import {
  MADV_DONTNEED,
  MAP_ANONYMOUS,
  MAP_PRIVATE,
  NativeMemory,
  pageBytes,
} from "../../../ffi/memory.ts";
import type { FrameHeader } from "../frame.ts";
import { ARENA_BYTES, type WriterInput } from "./contract.ts";
import { encodedBytesMax, WriterCore } from "./core.ts";

/** sys/mman.h: memory comes with use, address space is not accounted. */
const MAP_NORESERVE = 0x4000;
/** Room for control frames beyond the mark: nobody waits with those. */
const CONTROL_BYTES = 16 * 1024 * 1024;
/** A buffer keeps the pages of so many bytes once it is empty. */
const KEPT_BYTES = 4 * 1024 * 1024;
/** Frames taken while it writes go out with the next flush at the latest. */
const SWAPS_PER_PUSH = 2;

/** One of the two. */
class Half implements Disposable {
  readonly memory: NativeMemory;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Behind the last frame. */
  end = 0;
  /** Behind the last byte that the kernel took. */
  sent = 0;

  constructor(sizeBytes: number) {
    const flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    this.memory = NativeMemory.map({ sizeBytes, flags });
    this.bytes = this.memory.bytes;
  }

  get left(): number {
    return this.end - this.sent;
  }

  /** Empties it; the pages of an unusual amount go back to the kernel. */
  clear(): void {
    if (this.end > KEPT_BYTES) {
      const page = pageBytes();
      const sizeBytes = Math.ceil((this.end - KEPT_BYTES) / page) * page;
      this.memory.advise(KEPT_BYTES, sizeBytes, MADV_DONTNEED);
    }
    this.end = 0;
    this.sent = 0;
  }

  [Symbol.dispose](): void {
    this.memory[Symbol.dispose]();
  }
}

/**
 * The writer of {@linkcode bounded}, and without a mark of {@linkcode unbounded}. Frames are taken
 * while the buffer has less than the mark, and both together less than twice of it: so that it
 * never holds more than twice the mark and a frame.
 */
export class DoubleBufferWriter extends WriterCore {
  readonly #markBytes: number;
  readonly #stack: DisposableStack;
  #filling: Half;
  #draining: Half;

  /** @throws {SysError} from mmap(2); nothing stays mapped. */
  constructor(input: WriterInput, { isBounded }: { readonly isBounded: boolean }) {
    super(input);
    const { markBytes } = this.input;
    this.#markBytes = isBounded ? markBytes : ARENA_BYTES;
    const most = encodedBytesMax(this.input) + CONTROL_BYTES;
    const page = pageBytes();
    const sizeBytes = Math.ceil((this.#markBytes + most) / page) * page;
    using stack = new DisposableStack();
    this.#filling = stack.use(new Half(sizeBytes));
    this.#draining = stack.use(new Half(sizeBytes));
    this.#stack = stack.move();
  }

  get bufferedBytes(): number {
    return this.#filling.left + this.#draining.left;
  }

  protected override admits(): boolean {
    const mark = this.#markBytes;
    return this.#filling.end < mark && this.bufferedBytes < 2 * mark;
  }

  protected override put(
    header: Readonly<FrameHeader> | undefined,
    payload: Uint8Array,
    payloadOffset: number,
    payloadBytes: number,
  ): undefined {
    const half = this.#filling;
    const start = half.end;
    half.end = this.encode(half.bytes, start, header, payload, payloadOffset, payloadBytes);
    this.book(half.end - start);
    this.askForFlush();
    return undefined;
  }

  protected override putControl(header: Readonly<FrameHeader>, payload: Uint8Array): void {
    const { bytes, end } = this.#filling;
    if (bytes.length - end < encodedBytesMax(this.input)) {
      this.fail(new CapReached(`Cannot gather more control frames: ${end} bytes wait already`));
    } else this.put(header, payload, 0, header.payloadBytes);
  }

  protected override push(): void {
    for (let swap = 0; swap <= SWAPS_PER_PUSH; swap++) {
      const half = this.#draining;
      while (half.sent < half.end) {
        const count = this.give(half.memory, half.sent, half.end - half.sent);
        if (this.isStopped) return;
        half.sent += count;
        if (this.isBlocked) return this.admitParked();
      }
      half.clear();
      this.admitParked(); // there may have been no room for them beside what went
      if (this.#filling.end === 0) return;
      this.#draining = this.#filling;
      this.#filling = half;
      this.admitParked();
    }
    this.askForFlush();
  }

  protected override drop(): void {
    this.#filling.clear();
    this.#draining.clear();
  }

  protected override free(): void {
    this.#stack.dispose();
  }
}
