/** A script in the kernel's place: it refuses, cuts short and withholds as a rule has it. @module */
import type { Channel, Notifications } from "../../lib/zerocopy/contract.ts";

/** A notification: the ids of sends that are done, both included. */
interface Range {
  readonly low: number;
  readonly high: number;
  readonly copied: boolean;
}

/** What was asked of the kernel. */
export interface ScriptedSend {
  readonly buffer: number;
  readonly offsetBytes: number;
  readonly payloadBytes: number;
  readonly zeroCopy: boolean;
  /** Bytes taken, or a negated errno. */
  readonly result: number;
  /** The number of the kernel's, for a zero-copy send that it took; -1 for any other. */
  readonly id: number;
}

/**
 * What the kernel cannot be made to do on order. It takes every send whole, and numbers zero-copy
 * ones as the kernel does: those it took, from 0 on. It notifies of none by itself.
 */
export class KernelScript implements Channel, Notifications {
  isLoopback = false;
  /** What SO_ZEROCOPY returns. */
  zeroCopyResult = 0;
  /** What the next zero-copy sends return, or do first. */
  readonly zeroCopyResults: (number | (() => number))[] = [];
  /** What the next plain sends return. */
  readonly copyResults: number[] = [];
  /** What was asked, in order. */
  readonly sends: ScriptedSend[] = [];
  /** What was done to the connection. */
  readonly done: string[] = [];
  /** Whether a reset connection keeps what it has until the rule notifies of it. */
  holdsAfterReset = false;
  /** The connection's own error. */
  error = 0;
  low = 0;
  high = 0;
  copied = false;
  otherCount = 0;
  emptyCount = 0;
  /** How often the error queue was read. */
  reads = 0;
  readonly #ranges: Range[] = [];
  #nextId = 0;

  get notifications(): Notifications {
    return this;
  }

  /** The zero-copy sends that were taken. */
  get taken(): readonly ScriptedSend[] {
    return this.sends.filter(({ id }) => id >= 0);
  }

  /** Notifications that nobody has read. */
  get unread(): number {
    return this.#ranges.length;
  }

  /** Puts a notification into the error queue. */
  notify(low: number, high: number = low, copied = false): void {
    this.#ranges.push({ low: low >>> 0, high: high >>> 0, copied });
  }

  read(): boolean {
    this.reads++;
    const range = this.#ranges.shift();
    if (range === undefined) return false;
    this.low = range.low;
    this.high = range.high;
    this.copied = range.copied;
    return true;
  }

  enableZeroCopy(): number {
    return this.zeroCopyResult;
  }

  send(buffer: number, offsetBytes: number, payloadBytes: number): number {
    const result = this.copyResults.shift() ?? payloadBytes;
    this.sends.push({ buffer, offsetBytes, payloadBytes, zeroCopy: false, result, id: -1 });
    return result;
  }

  sendZeroCopy(buffer: number, offsetBytes: number, payloadBytes: number): number {
    const next = this.zeroCopyResults.shift() ?? payloadBytes;
    const result = typeof next === "number" ? next : next();
    const id = result > 0 && this.zeroCopyResult === 0 ? this.#nextId++ : -1;
    this.sends.push({ buffer, offsetBytes, payloadBytes, zeroCopy: true, result, id });
    return result;
  }

  takeError(): number {
    const { error } = this;
    this.error = 0;
    return error;
  }

  shutdown(): void {
    this.done.push("shutdown");
  }

  /** As the kernel: a connection that is reset lets go of everything, and says so. */
  reset(): void {
    this.done.push("reset");
    if (this.#nextId > 0 && !this.holdsAfterReset) this.notify(0, this.#nextId - 1);
  }

  [Symbol.dispose](): void {}
}
