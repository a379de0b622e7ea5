/** Credit of a stream: how much may be sent, and when more is granted. @module */
import { Signal } from "./signal.ts";
import { VARINT, VARINT_BYTES_MAX, VarintReader, writeVarint } from "./varint.ts";

/** What a stream may send before the first grant, on both sides alike. */
export const DEFAULT_WINDOW_BYTES = 256 * 1024;

/**
 * The sender's side. A message is sent while there is credit, and may overdraw it: so one that is
 * longer than the window goes out too, and the next one waits until the debt is paid.
 */
export class SendWindow {
  /** Bytes that may be sent; below zero after an overdraft. */
  balance: number;
  #reason: unknown = undefined;
  #hasEnded = false;
  readonly #granted = new Signal();

  constructor(windowBytes: number) {
    this.balance = windowBytes;
  }

  /** Takes the credit for a message; false when there is none: wait for {@linkcode granted}. */
  acquire(sizeBytes: number): boolean {
    if (this.balance <= 0) return false;
    this.balance -= sizeBytes;
    return true;
  }

  /** Resolves with the next grant, or the end. */
  granted(): Promise<void> {
    return this.#granted.wait();
  }

  /** Adds credit, as far as numbers go; what is no positive whole number is ignored. */
  grant(sizeBytes: number): void {
    if (this.#hasEnded || !(Number.isSafeInteger(sizeBytes) && sizeBytes > 0)) return;
    this.balance = Math.min(this.balance + sizeBytes, Number.MAX_SAFE_INTEGER);
    if (this.balance > 0) this.#granted.wake();
  }

  /** Wakes who waits: there will be no more credit. */
  end(reason: unknown): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#reason = reason;
    this.#granted.wake();
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get reason(): unknown {
    return this.#reason;
  }
}

/** The receiver's side: what was consumed is granted again, in pieces of half a window. */
export class ReceiveWindow {
  /** Consumed, or given up, and not granted yet. */
  #owedBytes = 0;
  /** A cell: a field past 2^30 would be boxed. */
  readonly #granted = new Float64Array(1);
  readonly #thresholdBytes: number;

  constructor(windowBytes: number) {
    this.#thresholdBytes = Math.max(1, windowBytes >> 1);
  }

  /** All that was granted so far; not more than what was dispatched. */
  get grantedBytes(): number {
    return this.#granted[0]!;
  }

  /** Books bytes that need their room no more. Returns what to grant now, 0 for nothing yet. */
  consume(sizeBytes: number): number {
    this.#owedBytes += sizeBytes;
    if (this.#owedBytes < this.#thresholdBytes) return 0;
    const grant = this.#owedBytes;
    this.#owedBytes = 0;
    this.#granted[0]! += grant;
    return grant;
  }
}

const reader = new VarintReader();

/** The payload of a grant. */
export function encodeGrant(sizeBytes: number): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(VARINT_BYTES_MAX);
  return payload.subarray(0, writeVarint(payload, 0, sizeBytes));
}

/** What a grant says; 0 for one that makes no sense, which is ignored. */
export function decodeGrant(bytes: Uint8Array, offset: number, sizeBytes: number): number {
  const end = offset + sizeBytes;
  return reader.read(bytes, offset, end) === VARINT && reader.end === end ? reader.value : 0;
}
