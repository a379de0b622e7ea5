/** Buffers that io_uring picks by itself: a ring of them, shared with the kernel. @module */
import { ERRNO, SysError } from "./errno.ts";
import { registerUring } from "./liburing.ts";
import { NativeMemory } from "./memory.ts";
import { struct, StructView } from "./struct.ts";
import { IORING_REGISTER_PBUF_RING, IORING_UNREGISTER_PBUF_RING } from "./uring_constants.ts";
import { writeWord64 } from "./words.ts";

const HEADER = { header: "liburing.h" } as const;

/** A buffer on offer. */
export const URING_BUF = struct("io_uring_buf", {
  addr: "u64",
  len: "u32",
  bid: "u16",
  resv: "u16",
}, HEADER);

/** What registers a ring of buffers; newer headers call the padding flags. */
export const URING_BUF_REG = struct("io_uring_buf_reg", {
  ring_addr: "u64",
  ring_entries: "u32",
  bgid: "u16",
}, { ...HEADER, sizeBytes: 40 });

/** The tail lies in the first entry's unused half-word (union in struct io_uring_buf_ring). */
const TAIL_INDEX = URING_BUF.fields.resv.offset / 2;
const ENTRY_WORDS = URING_BUF.sizeBytes / 4;
const LENGTH_WORD = URING_BUF.fields.len.offset / 4;
const ID_INDEX = URING_BUF.fields.bid.offset / 2;
const ENTRY_COUNT_MAX = 32768;

/** What {@linkcode UringBuffers.register} takes. */
export interface UringBuffersOptions {
  /** The most buffers on offer at once. */
  readonly bufferCount: number;
  /** How requests name this group: 0 to 65535. */
  readonly group: number;
}

/**
 * A ring of provided buffers. What the kernel picked is gone from it until it is provided again.
 *
 * Ownership: owns the ring's memory; borrows the buffers, which must live until disposal, and the
 * io_uring, which must be disposed after it. Needs Linux 5.19.
 */
export class UringBuffers implements Disposable {
  readonly group: number;
  readonly #uringFd: number;
  readonly #memory: NativeMemory;
  readonly #words: Uint32Array<ArrayBuffer>;
  readonly #halves: Uint16Array<ArrayBuffer>;
  readonly #mask: number;
  #tail = 0;
  #open = true;

  private constructor(uringFd: number, memory: NativeMemory, group: number) {
    this.group = group;
    this.#uringFd = uringFd;
    this.#memory = memory;
    this.#words = new Uint32Array(memory.bytes.buffer);
    this.#halves = new Uint16Array(memory.bytes.buffer);
    this.#mask = memory.sizeBytes / URING_BUF.sizeBytes - 1;
  }

  /**
   * Registers a group with a ring.
   *
   * @throws {SysError} EINVAL where the kernel has no such rings; nothing stays mapped.
   */
  static register(uringFd: number, options: UringBuffersOptions): UringBuffers {
    const { bufferCount, group } = options;
    const entryCount = 2 ** Math.ceil(Math.log2(bufferCount));
    if (!(bufferCount >= 1) || entryCount > ENTRY_COUNT_MAX) {
      throw new RangeError(`Cannot provide ${bufferCount} buffers: 1 to ${ENTRY_COUNT_MAX} fit`);
    }
    using stack = new DisposableStack();
    const memory = stack.use(NativeMemory.map({ sizeBytes: entryCount * URING_BUF.sizeBytes }));
    using request = NativeMemory.map({ sizeBytes: URING_BUF_REG.sizeBytes });
    const view = new StructView(URING_BUF_REG, request.bytes);
    view.set64("ring_addr", memory.address);
    view.set("ring_entries", entryCount);
    view.set("bgid", group);
    registerUring(uringFd, {
      opcode: IORING_REGISTER_PBUF_RING,
      argument: request.address,
      argumentCount: 1,
    });
    stack.move();
    return new UringBuffers(uringFd, memory, group);
  }

  /**
   * Puts a buffer on offer; the kernel sees it with {@linkcode publish}. Its address is that at
   * `id` of `addresses`: a number of that size is boxed when it is handed on.
   */
  provide(id: number, addresses: Float64Array, sizeBytes: number): void {
    const word = (this.#tail & this.#mask) * ENTRY_WORDS;
    writeWord64(this.#words, word, addresses[id]!);
    this.#words[word + LENGTH_WORD] = sizeBytes;
    this.#halves[word * 2 + ID_INDEX] = id;
    this.#tail = (this.#tail + 1) & 0xffff;
  }

  /** Shows the kernel what was provided since the last time. */
  publish(): void {
    Atomics.store(this.#halves, TAIL_INDEX, this.#tail);
  }

  /** Takes the group back and unmaps its ring. Harmless when repeated. */
  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    this.#unregister();
    this.#memory[Symbol.dispose]();
  }

  #unregister(): void {
    using request = NativeMemory.map({ sizeBytes: URING_BUF_REG.sizeBytes });
    new StructView(URING_BUF_REG, request.bytes).set("bgid", this.group);
    try {
      registerUring(this.#uringFd, {
        opcode: IORING_UNREGISTER_PBUF_RING,
        argument: request.address,
        argumentCount: 1,
      });
    } catch (error) {
      // the ring was closed before: its groups went with it
      if (!(error instanceof SysError && error.errno === ERRNO.EBADF)) throw error;
    }
  }
}
