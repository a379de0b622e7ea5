/** How much of a CPU a call takes, of what it could have had: a busy host makes no difference. @module */
import { Clock } from "../ffi/clock.ts";
import { threadQueuedNs } from "../ffi/proc.ts";

/** What spins does so every time; what sleeps may meet a collection of garbage once. */
const TRIES = 3;

/**
 * The share of its time that a call spends on a CPU, 0 to 1. Time in which the thread could have
 * run and others had the CPU is left out: with it, what spins on a host with twenty busy processes
 * would look idle.
 */
export function cpuShare(call: () => void): number {
  using clock = new Clock();
  const queuedNs = threadQueuedNs();
  const wallNs = clock.monotonicNs();
  const cpuNs = clock.threadCpuNs();
  call();
  const usedNs = clock.threadCpuNs() - cpuNs;
  const passedNs = clock.monotonicNs() - wallNs;
  const ownNs = passedNs - (threadQueuedNs() - queuedNs);
  return usedNs / Math.max(ownNs, usedNs, 1);
}

/** The least {@linkcode cpuShare} of a few calls; of one, where that is below `limit`. */
export function leastCpuShare(limit: number, call: () => void): number {
  let least = 1;
  for (let tries = 0; tries < TRIES && least >= limit; tries++) {
    least = Math.min(least, cpuShare(call));
  }
  return least;
}

/** A share in words. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
