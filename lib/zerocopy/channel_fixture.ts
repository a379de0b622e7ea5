/** A scripted channel for tests: it refuses, shortens and withholds as it is told. @module */
import type { Channel, Notifications } from "./contract.ts";

interface Range {
  readonly low: number;
  readonly high: number;
  readonly copied: boolean;
}

/** What the kernel cannot be made to do on order. Takes everything unless told otherwise. */
export class ScriptedChannel implements Channel, Notifications {
  isLoopback = false;
  /** What SO_ZEROCOPY returns. */
  zeroCopyResult = 0;
  /** What the next zero-copy sends return, or do first. */
  readonly zeroCopyResults: (number | (() => number))[] = [];
  /** What the next plain sends return. */
  readonly copyResults: number[] = [];
  /** What was sent, in order. */
  readonly sent: ("zero copy" | "copy")[] = [];
  /** What was done to the connection. */
  readonly done: string[] = [];
  low = 0;
  high = 0;
  copied = false;
  otherCount = 0;
  emptyCount = 0;
  readonly #ranges: Range[] = [];

  get notifications(): Notifications {
    return this;
  }

  /** Puts a notification into the error queue. */
  notify(low: number, high = low, copied = false): void {
    this.#ranges.push({ low, high, copied });
  }

  read(): boolean {
    const range = this.#ranges.shift();
    if (range === undefined) return false;
    Object.assign(this, range);
    return true;
  }

  enableZeroCopy(): number {
    return this.zeroCopyResult;
  }

  send(_buffer: number, _offsetBytes: number, payloadBytes: number): number {
    const result = this.copyResults.shift() ?? payloadBytes;
    if (result > 0) this.sent.push("copy");
    return result;
  }

  sendZeroCopy(_buffer: number, _offsetBytes: number, payloadBytes: number): number {
    const next = this.zeroCopyResults.shift() ?? payloadBytes;
    const result = typeof next === "number" ? next : next();
    if (result > 0) this.sent.push("zero copy");
    return result;
  }

  takeError(): number {
    return 0;
  }

  shutdown(): void {
    this.done.push("shutdown");
  }

  reset(): void {
    this.done.push("reset");
  }

  [Symbol.dispose](): void {}
}
