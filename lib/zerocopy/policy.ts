/** When a sender asks for zero copy: never, above a size, or above a size while it is worth it. @module */
import type { SenderStats } from "./stats.ts";

/** Decides send by send. Belongs to one sender. */
export interface SendPolicy {
  /** Whether it will ever ask, so that the socket is made ready for it. */
  readonly asks: boolean;
  /** Whether a payload goes without a copy. */
  wants(payloadBytes: number): boolean;
  /** Told that a payload it wanted without a copy was taken so. */
  asked(): void;
  /** Told what the kernel said of sends that are done. */
  learn(copied: boolean): void;
}

/** Copies always. */
export class CopyPolicy implements SendPolicy {
  readonly asks = false;

  wants(): boolean {
    return false;
  }

  asked(): void {}

  learn(): void {}
}

/** Asks for zero copy from a size on. */
export class ThresholdPolicy implements SendPolicy {
  readonly asks = true;
  readonly #thresholdBytes: number;

  constructor(thresholdBytes: number) {
    this.#thresholdBytes = thresholdBytes;
  }

  wants(payloadBytes: number): boolean {
    return payloadBytes >= this.#thresholdBytes;
  }

  asked(): void {}

  learn(): void {}
}

/** So many notifications in a row that say "copied" end the asking. */
export const COPIED_LIMIT = 8;
/** So many sends are copied before the next try; twice as many after each one that fails. */
export const PAUSE_MIN = 256;
export const PAUSE_MAX = 16384;

/**
 * Asks from a size on, until the kernel copies all the same {@linkcode COPIED_LIMIT} times in a
 * row; then tries again with single sends, ever more rarely, and goes back as soon as one of them
 * was not copied.
 */
export class AdaptivePolicy implements SendPolicy {
  readonly asks = true;
  readonly #thresholdBytes: number;
  readonly #stats: SenderStats;
  #copiedInRow = 0;
  #isOff = false;
  #isTrying = false;
  #pause = PAUSE_MIN;
  /** Sends still to be copied before the next try. */
  #left = 0;

  constructor(thresholdBytes: number, stats: SenderStats) {
    this.#thresholdBytes = thresholdBytes;
    this.#stats = stats;
  }

  wants(payloadBytes: number): boolean {
    if (payloadBytes < this.#thresholdBytes) return false;
    if (!this.#isOff) return true;
    if (this.#isTrying || --this.#left > 0) return false;
    // asked again when this send is refused for want of room: the try is over with a notification
    this.#left = 1;
    return true;
  }

  asked(): void {
    if (!this.#isOff) return;
    this.#isTrying = true;
    this.#stats.probes++;
  }

  learn(copied: boolean): void {
    if (!copied) {
      this.#copiedInRow = 0;
      this.#isOff = false;
      this.#isTrying = false;
      this.#pause = PAUSE_MIN;
    } else if (this.#isTrying) {
      this.#isTrying = false;
      this.#pause = Math.min(2 * this.#pause, PAUSE_MAX);
      this.#left = this.#pause;
    } else if (!this.#isOff && ++this.#copiedInRow >= COPIED_LIMIT) {
      this.#isOff = true;
      this.#left = this.#pause;
      this.#stats.backOffs++;
    }
  }
}

/** What a sender over a ring takes beside its input. */
export interface PolicyOptions {
  /** The most sends taken and not reaped, unless the input says so. */
  readonly maxInFlight: number;
  readonly policy: SendPolicy;
  /** Why the policy never asks, where something else than itself is the reason. */
  readonly fallback?: string | undefined;
}
