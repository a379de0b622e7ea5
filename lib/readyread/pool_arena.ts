/** The memory of a pool: reserved whole, made usable as it grows, given back by the page. @module */
import { SysError } from "../../ffi/errno.ts";
import {
  MADV_DONTNEED,
  MADV_NOHUGEPAGE,
  NativeMemory,
  pageBytes,
  PROT_READ,
  PROT_WRITE,
} from "../../ffi/memory.ts";

/** How much becomes usable at once: one mprotect(2) for many buffers. */
const STEP_BYTES = 4 * 1024 * 1024;

/**
 * A range of addresses, so that every buffer ever made is an offset into one mapping.
 *
 * Reserving costs no memory (what cannot be written is not accounted, whatever the overcommit
 * policy); a page costs memory from its first write until it is given back. All of it can be read:
 * an offset that is wrong gives zeros, where PROT_NONE would end the process. Huge pages are
 * refused: a buffer of 32 KiB would otherwise take 2 MiB.
 */
export class Arena implements Disposable {
  readonly sizeBytes: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The address of offset 0, as a number: addresses of programs are below 2^53. */
  readonly start: number;
  readonly #memory: NativeMemory;
  #usableBytes = 0;

  /** @throws {SysError} from mmap(2), ENOMEM where RLIMIT_AS is too small. */
  constructor(sizeBytes: number) {
    this.sizeBytes = Math.ceil(sizeBytes / STEP_BYTES) * STEP_BYTES;
    this.#memory = NativeMemory.map({ sizeBytes: this.sizeBytes, protection: PROT_READ });
    this.bytes = this.#memory.bytes;
    this.start = Number(this.#memory.address);
    try {
      this.#memory.advise(0, this.sizeBytes, MADV_NOHUGEPAGE);
    } catch (error) {
      if (!(error instanceof SysError)) throw error; // a kernel without huge pages
    }
  }

  /** Makes all below `endBytes` usable. @throws {SysError} ENOMEM; nothing changed. */
  reach(endBytes: number): void {
    if (endBytes <= this.#usableBytes) return;
    const usableBytes = Math.ceil(endBytes / STEP_BYTES) * STEP_BYTES;
    const addedBytes = usableBytes - this.#usableBytes;
    this.#memory.protect(this.#usableBytes, addedBytes, PROT_READ | PROT_WRITE);
    this.#usableBytes = usableBytes;
  }

  /**
   * Gives the whole pages of a part back to the kernel; they read as zeros until written again.
   * Returns whether it took them: not those of a process that locked its memory, mlockall(2).
   */
  giveBack(offset: number, endOffset: number): boolean {
    const page = pageBytes();
    const start = Math.ceil(offset / page) * page;
    const end = Math.floor(endOffset / page) * page;
    if (start >= end) return true;
    try {
      this.#memory.advise(start, end - start, MADV_DONTNEED);
      return true;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return false;
    }
  }

  /** Unmaps. Harmless when repeated. */
  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }
}
