/** What every receiver of datagrams shares: its buffers, its cursor and its views. @module */
import { ERRNO } from "../../../ffi/errno.ts";
import { NativeMemory } from "../../../ffi/memory.ts";
import { POISON } from "../../buffer_pool.ts";
import { checkedView } from "../../checked_view.ts";
import { SourceLedger } from "../../ledger.ts";

/** How {@linkcode Receiver} cuts its memory. */
export interface ReceiverLayout {
  readonly bufferCount: number;
  /** From the start of one buffer to that of the next. */
  readonly strideBytes: number;
  /** Bytes of a buffer before its payload. @default {0} */
  readonly headBytes?: number;
  readonly checked: boolean;
}

/** Errors after which a receive is simply tried again. */
export function isPassing(code: number): boolean {
  return code === ERRNO.EAGAIN || code === ERRNO.EINTR;
}

/**
 * Buffers in one mapping, numbered from 0, and the payload last handed out.
 *
 * Ownership: the mapping lives until disposal. A subclass whose kernel requests did not end keeps
 * it for ever instead: see {@linkcode Receiver.keepMemory}.
 */
export abstract class Receiver implements Disposable {
  offset = 0;
  length = 0;
  truncated = false;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ledger: SourceLedger;
  protected readonly memory: NativeMemory;
  protected readonly checked: boolean;
  readonly #strideBytes: number;
  readonly #headBytes: number;
  #generation = 0;
  #open = true;
  #disposed = false;
  #keepsMemory = false;

  /** @throws {SysError} from mmap(2). */
  constructor(layout: ReceiverLayout) {
    const { bufferCount, strideBytes, headBytes = 0, checked } = layout;
    this.memory = NativeMemory.map({ sizeBytes: bufferCount * strideBytes });
    this.bytes = this.memory.bytes;
    this.checked = checked;
    this.#strideBytes = strideBytes;
    this.#headBytes = headBytes;
    this.ledger = new SourceLedger(() =>
      this.#disposed ? 0 : this.ledger.inFlight * this.#strideBytes
    );
  }

  /** Whether it was not closed. */
  protected get isOpen(): boolean {
    return this.#open;
  }

  view(): Uint8Array {
    const view = this.bytes.subarray(this.offset, this.offset + this.length);
    if (!this.checked) return view;
    const generation = this.#generation;
    return checkedView(view, () => this.#generation === generation && !this.#disposed);
  }

  /** See `ReceiveSource.settle`: a receiver that keeps the order has nothing to do. */
  settle(): boolean {
    return false;
  }

  close(): void {
    this.#open = false;
  }

  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.close();
    this.#disposed = true;
    this.free();
    if (!this.#keepsMemory) this.memory[Symbol.dispose]();
  }

  /** Closes what the subclass owns, before the buffers are unmapped. */
  protected abstract free(): void;

  /** Whether {@linkcode keepMemory} was said. */
  protected get keepsMemory(): boolean {
    return this.#keepsMemory;
  }

  /** Says that the kernel may still write to the buffers: they are never unmapped then. */
  protected keepMemory(): void {
    this.#keepsMemory = true;
  }

  /** Sets the cursor to a buffer, and books the hand-out. */
  protected deliver(slot: number, length: number, truncated: boolean): void {
    this.offset = slot * this.#strideBytes + this.#headBytes;
    this.length = length;
    this.truncated = truncated;
    if (truncated) this.ledger.truncated++;
    this.ledger.deliver();
  }

  /** Ends the views made so far. */
  protected endViews(): void {
    this.#generation = (this.#generation + 1) | 0;
  }

  /** In checked mode, makes the content of a released buffer stand out. */
  protected poison(slot: number): void {
    if (!this.checked || this.#disposed) return;
    this.bytes.fill(POISON, slot * this.#strideBytes, (slot + 1) * this.#strideBytes);
  }

  /** The address of a buffer as a number. */
  protected addressOf(slot: number): number {
    return Number(this.memory.address) + slot * this.#strideBytes;
  }
}
