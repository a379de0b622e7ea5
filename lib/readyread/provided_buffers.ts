/** The buffers that io_uring picks from: slots of the pool, on offer, picked or idle. @module */
import { POISON } from "../buffer_pool.ts";
import { UringBuffers } from "../../ffi/uring_buffers.ts";
import type { ArenaPool } from "./pool.ts";

/** What {@linkcode ProvidedBuffers} takes. */
export interface ProvidedBuffersOptions {
  readonly uringFd: number;
  readonly pool: ArenaPool;
  readonly bufferCount: number;
  readonly bufferBytes: number;
  readonly group: number;
  /** Fills buffers that come back with POISON. */
  readonly checked: boolean;
}

/**
 * One ring of buffers for all connections.
 *
 * Ownership: the slots' buffers belong to the pool, which must outlive the kernel's use of them;
 * owns the ring of them, which is disposed before the io_uring.
 */
export class ProvidedBuffers implements Disposable {
  /** Buffers that the kernel can pick from. */
  offered = 0;
  readonly #options: ProvidedBuffersOptions;
  readonly #ring: UringBuffers;
  readonly #offsets: Int32Array<ArrayBuffer>;
  readonly #addresses: Float64Array<ArrayBuffer>;
  readonly #idle: Int32Array<ArrayBuffer>;
  #idleCount = 0;

  /** @throws {SysError} EINVAL where the kernel has no such rings; nothing stays registered. */
  constructor(options: ProvidedBuffersOptions) {
    const { uringFd, pool, bufferCount, bufferBytes, group } = options;
    this.#options = options;
    this.#offsets = Int32Array.from({ length: bufferCount }, () => pool.acquire(bufferBytes));
    this.#addresses = Float64Array.from(this.#offsets, (offset) => pool.start + offset);
    this.#idle = new Int32Array(bufferCount);
    this.#ring = UringBuffers.register(uringFd, { bufferCount, group });
    for (let slot = bufferCount - 1; slot >= 0; slot--) this.#idle[this.#idleCount++] = slot;
  }

  /** Where a slot's buffer is. */
  offset(slot: number): number {
    return this.#offsets[slot]!;
  }

  /** Offers all idle ones to the kernel. */
  offer(): void {
    if (this.#idleCount === 0) return;
    const { bufferBytes } = this.#options;
    while (this.#idleCount > 0) {
      const slot = this.#idle[--this.#idleCount]!;
      this.#ring.provide(slot, this.#addresses, bufferBytes);
      this.offered++;
    }
    this.#ring.publish();
  }

  /** The kernel picked one. */
  picked(): void {
    this.offered--;
  }

  /** Takes one back that was picked. */
  giveBack(slot: number): void {
    const { pool, bufferBytes, checked } = this.#options;
    const offset = this.#offsets[slot]!;
    if (checked) pool.bytes.fill(POISON, offset, offset + bufferBytes);
    this.#idle[this.#idleCount++] = slot;
  }

  /** Replaces the buffer of a slot that was picked: its old one is somebody else's now. */
  replace(slot: number): void {
    const { pool, bufferBytes } = this.#options;
    this.#offsets[slot] = pool.acquire(bufferBytes);
    this.#addresses[slot] = pool.start + this.#offsets[slot];
    this.#idle[this.#idleCount++] = slot;
  }

  /** Releases the buffers to the pool, once the kernel knows them no more. */
  release(): void {
    for (const offset of this.#offsets) this.#options.pool.release(offset);
  }

  /** Takes the group back from the kernel. Harmless when repeated. */
  [Symbol.dispose](): void {
    this.#ring[Symbol.dispose]();
  }
}
