/** Time limits that a busy host does not shorten: of another process, and of a call in this one. @module */
import { processQueuedNs } from "../ffi/proc.ts";

/** How much longer than the limit all may take: what spins among many others would have no end. */
const LONGEST_FACTOR = 10;

/** What {@linkcode OwnTime} takes. */
export interface OwnTimeOptions {
  readonly limitMs: number;
  /** How long the process could have run so far while others had the CPU. */
  readonly queuedMs: () => number;
  /** @default {performance.now} */
  readonly nowMs?: () => number;
}

/**
 * Time that runs from now on, but for what a process waited for a CPU: it has the same chance on
 * a host where ten others run. What sleeps for ever is at its limit as early as on an idle one.
 */
export class OwnTime {
  readonly #limitMs: number;
  readonly #queuedMs: () => number;
  readonly #nowMs: () => number;
  readonly #startMs: number;
  readonly #queuedAtStartMs: number;

  constructor({ limitMs, queuedMs, nowMs = () => performance.now() }: OwnTimeOptions) {
    this.#limitMs = limitMs;
    this.#queuedMs = queuedMs;
    this.#nowMs = nowMs;
    this.#startMs = nowMs();
    this.#queuedAtStartMs = queuedMs();
  }

  /** After how long to look again; 0 or less: the limit is reached. */
  get leftMs(): number {
    const spentMs = this.#nowMs() - this.#startMs;
    const queuedMs = this.#queuedMs() - this.#queuedAtStartMs;
    // Several threads may have waited at once: more than all the time is not taken off.
    const ownMs = spentMs - Math.max(0, Math.min(queuedMs, spentMs));
    return Math.min(this.#limitMs - ownMs, LONGEST_FACTOR * this.#limitMs - spentMs);
  }
}

/** How long a call took. */
export interface Took<T> {
  readonly result: T;
  readonly wallMs: number;
  /** The same, but for what this process's threads waited for a CPU meanwhile; not below 0. */
  readonly ownMs: number;
}

/** Times a call that is to end soon: late by as much as others had the CPU is not late. */
export function timed<T>(call: () => T): Took<T> {
  const queuedNs = processQueuedNs();
  const startMs = performance.now();
  const result = call();
  const wallMs = performance.now() - startMs;
  return { result, wallMs, ownMs: Math.max(0, wallMs - (processQueuedNs() - queuedNs) / 1e6) };
}
