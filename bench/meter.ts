/** The meters: what is read around the work of a cycle, summed over a round. @module */
import { Clock } from "../ffi/clock.ts";
import { emptyUsage, type Usage, UsageMeter } from "../ffi/rusage.ts";
import type { Meter } from "./scenario.ts";

/** What a {@linkcode RoundMeter} has summed. */
export interface Readings {
  readonly wallNs: number;
  readonly cpuNs: number;
  readonly threadCpuNs: number;
  readonly userNs: number;
  readonly systemNs: number;
  readonly voluntarySwitches: number;
  readonly involuntarySwitches: number;
  readonly minorFaults: number;
  readonly majorFaults: number;
}

/** A meter that reads nothing: for warm-up and verification. */
export const NO_METER: Meter = { start() {}, stop() {} };

/**
 * Clocks and counters of the kernel.
 *
 * The readings are nested: usage, wall, thread, process CPU - work - process CPU, thread, wall,
 * usage. So the headline, CPU of the process, holds least of the meter's own cost; the rows `null`
 * and `bare_call` show what is left of it.
 */
export class RoundMeter implements Meter, Disposable {
  readonly #clock = new Clock();
  readonly #usage = new UsageMeter();
  readonly #before: Usage = emptyUsage();
  readonly #after: Usage = emptyUsage();
  #sum = zeroes();
  #wallNs = 0;
  #threadCpuNs = 0;
  #cpuNs = 0;

  start(): void {
    this.#usage.readProcess(this.#before);
    this.#wallNs = this.#clock.monotonicNs();
    this.#threadCpuNs = this.#clock.threadCpuNs();
    this.#cpuNs = this.#clock.processCpuNs();
  }

  stop(): void {
    const cpuNs = this.#clock.processCpuNs();
    const threadCpuNs = this.#clock.threadCpuNs();
    const wallNs = this.#clock.monotonicNs();
    const after = this.#usage.readProcess(this.#after);
    const before = this.#before;
    const sum = this.#sum;
    sum.cpuNs += cpuNs - this.#cpuNs;
    sum.threadCpuNs += threadCpuNs - this.#threadCpuNs;
    sum.wallNs += wallNs - this.#wallNs;
    sum.userNs += after.userNs - before.userNs;
    sum.systemNs += after.systemNs - before.systemNs;
    sum.voluntarySwitches += after.voluntarySwitches - before.voluntarySwitches;
    sum.involuntarySwitches += after.involuntarySwitches - before.involuntarySwitches;
    sum.minorFaults += after.minorFaults - before.minorFaults;
    sum.majorFaults += after.majorFaults - before.majorFaults;
  }

  /** The sums since the last call; starts again from zero. */
  take(): Readings {
    const taken = this.#sum;
    this.#sum = zeroes();
    return taken;
  }

  /** Wall time, for budgets. */
  nowNs(): number {
    return this.#clock.monotonicNs();
  }

  /** CPU that the process's other threads have used so far: compiler, garbage collector. */
  otherThreadsNs(): number {
    return this.#clock.processCpuNs() - this.#clock.threadCpuNs();
  }

  [Symbol.dispose](): void {
    this.#usage[Symbol.dispose]();
    this.#clock[Symbol.dispose]();
  }
}

/**
 * How much the JavaScript heap grows during the work.
 *
 * Asking costs some bytes itself, found once by asking twice. A cycle in which a collection ran
 * shrinks the heap: it counts as nothing, and {@linkcode collections} says how many there were.
 */
export class HeapMeter implements Meter {
  readonly #ownBytes: number;
  #startBytes = 0;
  /** Growth over the cycles without a collection. */
  growthBytes = 0;
  collections = 0;

  constructor() {
    const asks = Array.from({ length: 9 }, () => -heapBytes() + heapBytes()).sort((a, b) => a - b);
    this.#ownBytes = asks[4]!;
  }

  start(): void {
    this.#startBytes = heapBytes();
  }

  stop(): void {
    const grownBytes = heapBytes() - this.#startBytes - this.#ownBytes;
    if (grownBytes < 0) this.collections++;
    else this.growthBytes += grownBytes;
  }
}

function heapBytes(): number {
  return Deno.memoryUsage().heapUsed;
}

function zeroes(): { -readonly [Name in keyof Readings]: number } {
  return {
    wallNs: 0,
    cpuNs: 0,
    threadCpuNs: 0,
    userNs: 0,
    systemNs: 0,
    voluntarySwitches: 0,
    involuntarySwitches: 0,
    minorFaults: 0,
    majorFaults: 0,
  };
}
