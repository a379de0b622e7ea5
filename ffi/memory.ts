/** Native memory: mapped, with one owner, unmapped once. @module */
import { SysError } from "./errno.ts";
import { checked, errno, libc } from "./libc.ts";

/** sys/mman.h */
export const PROT_NONE = 0;
export const PROT_READ = 1;
export const PROT_WRITE = 2;
export const MAP_SHARED = 0x01;
export const MAP_PRIVATE = 0x02;
export const MAP_FIXED = 0x10;
export const MAP_ANONYMOUS = 0x20;
export const MAP_POPULATE = 0x8000;
export const MADV_DONTNEED = 4;
export const MADV_NOHUGEPAGE = 15;

/** An address the kernel may be given; branded so that a size or an offset cannot pass for one. */
export type Address = bigint & { readonly brand: unique symbol };

/** What to map. */
export interface MapOptions {
  readonly sizeBytes: number;
  /** PROT_ bits. @default {PROT_READ | PROT_WRITE} */
  readonly protection?: number;
  /** MAP_ bits. @default {MAP_PRIVATE | MAP_ANONYMOUS} */
  readonly flags?: number;
  /** @default {-1} */
  readonly fd?: number;
  readonly fileOffset?: number;
  /** Where, with MAP_FIXED: replaces what this owner already reserved there. */
  readonly at?: Address;
}

/**
 * A mapping and its owner.
 *
 * Ownership: the mapping lives until `dispose`; views made from {@linkcode NativeMemory.bytes} are
 * empty after that, and read nothing. An address is not taken back, so the owner outlives whoever
 * it was lent to, the kernel above all.
 */
export class NativeMemory implements Disposable {
  readonly address: Address;
  readonly sizeBytes: number;
  #bytes: Uint8Array<ArrayBuffer> | undefined;
  #open = true;

  private constructor(address: Address, sizeBytes: number) {
    this.address = address;
    this.sizeBytes = sizeBytes;
  }

  /**
   * Maps memory; anonymous, private and zeroed unless told otherwise.
   *
   * @throws {SysError} from mmap(2).
   */
  static map(options: MapOptions): NativeMemory {
    const { sizeBytes } = options;
    if (!Number.isSafeInteger(sizeBytes) || sizeBytes <= 0) {
      throw new RangeError(`Cannot map ${sizeBytes} bytes: the size must be a positive integer`);
    }
    return new NativeMemory(mmap(options), sizeBytes);
  }

  /**
   * Replaces a part of this mapping (a reservation made with PROT_NONE) by another one. The part
   * stays owned by this object.
   *
   * @throws {SysError} from mmap(2); the reservation stays as it was.
   */
  replace(byteOffset: number, options: Omit<MapOptions, "at">): void {
    this.#checkPart(byteOffset, options.sizeBytes);
    const flags = (options.flags ?? MAP_PRIVATE | MAP_ANONYMOUS) | MAP_FIXED;
    mmap({ ...options, flags, at: this.at(byteOffset) });
  }

  /**
   * Changes what may be done with a part, whole pages.
   *
   * @throws {SysError} from mprotect(2).
   */
  protect(byteOffset: number, sizeBytes: number, protection: number): void {
    this.#checkPart(byteOffset, sizeBytes);
    const address = this.at(byteOffset);
    checked("mprotect", (c) => c.mprotect(address, BigInt(sizeBytes), protection));
  }

  /**
   * Tells the kernel how a part, whole pages, will be used: MADV_DONTNEED gives its pages back.
   *
   * @throws {SysError} from madvise(2): EINVAL where the kernel does not know the advice.
   */
  advise(byteOffset: number, sizeBytes: number, advice: number): void {
    this.#checkPart(byteOffset, sizeBytes);
    const address = this.at(byteOffset);
    checked("madvise", (c) => c.madvise(address, BigInt(sizeBytes), advice));
  }

  /** The address of a byte. */
  at(byteOffset: number): Address {
    return (this.address + BigInt(byteOffset)) as Address;
  }

  /** The memory as bytes, in place. It and all views of its buffer are empty after disposal. */
  get bytes(): Uint8Array<ArrayBuffer> {
    if (!this.#open) throw new Error("Cannot view native memory: it was unmapped");
    if (!this.#bytes) {
      const pointer = Deno.UnsafePointer.create(this.address);
      if (pointer === null) throw new Error("Cannot view native memory: its address is null");
      this.#bytes = new Uint8Array(
        Deno.UnsafePointerView.getArrayBuffer(pointer, this.sizeBytes),
      );
    }
    return this.#bytes;
  }

  /** Unmaps. Harmless when repeated. */
  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    // detached: somebody's view of memory that is gone would crash the process, even when printed
    this.#bytes?.buffer.transfer(0);
    this.#bytes = undefined;
    libc().munmap(this.address, BigInt(this.sizeBytes));
  }

  #checkPart(byteOffset: number, sizeBytes: number): void {
    if (!this.#open) throw new Error("Cannot change native memory: it was unmapped");
    if (byteOffset >= 0 && byteOffset + sizeBytes <= this.sizeBytes) return;
    throw new RangeError(
      `Cannot change ${sizeBytes} bytes at ${byteOffset}: ${this.sizeBytes} are mapped`,
    );
  }
}

function mmap(options: MapOptions): Address {
  const symbols = libc();
  errno();
  const address = symbols.mmap(
    options.at ?? 0n,
    BigInt(options.sizeBytes),
    options.protection ?? PROT_READ | PROT_WRITE,
    options.flags ?? MAP_PRIVATE | MAP_ANONYMOUS,
    options.fd ?? -1,
    BigInt(options.fileOffset ?? 0),
  );
  if (address === -1n) throw new SysError("mmap", errno());
  return address as Address;
}

/** The size of a page of this host: never assumed to be 4096. */
export function pageBytes(): number {
  pageSize ??= Number(libc().sysconf(SC_PAGESIZE));
  return pageSize;
}

const SC_PAGESIZE = 30;
let pageSize: number | undefined;
