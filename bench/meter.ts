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
  /** Whom user and system time, switches and faults are read of. */
  usage: "process" | "thread" = "process";
  readonly #clock = new Clock();
  readonly #usage = new UsageMeter();
  readonly #before: Usage = emptyUsage();
  readonly #after: Usage = emptyUsage();
  #sum = zeroes();
  #wallNs = 0;
  #threadCpuNs = 0;
  #cpuNs = 0;

  start(): void {
    this.#readUsage(this.#before);
    this.#wallNs = this.#clock.monotonicNs();
    this.#threadCpuNs = this.#clock.threadCpuNs();
    this.#cpuNs = this.#clock.processCpuNs();
  }

  stop(): void {
    const cpuNs = this.#clock.processCpuNs();
    const threadCpuNs = this.#clock.threadCpuNs();
    const wallNs = this.#clock.monotonicNs();
    const after = this.#readUsage(this.#after);
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

  #readUsage(into: Usage): Usage {
    return this.usage === "thread" ? this.#usage.readThread(into) : this.#usage.readProcess(into);
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

/** The most cycles whose growth is kept; later ones take the place of the first. */
const HEAP_CYCLES_MAX = 4096;

/**
 * How much the JavaScript heap grows during the work.
 *
 * Asking takes some bytes itself: it is asked twice before the work, and what that took is
 * subtracted. V8 moves the figure now and then on its own account (a collection, code that is
 * done compiling), so the growth is that of the median cycle: what every cycle allocates shows,
 * what happens once in many does not.
 */
export class HeapMeter implements Meter {
  readonly #grownBytes = new Float64Array(HEAP_CYCLES_MAX);
  #count = 0;
  #ownBytes = 0;
  #startBytes = 0;

  start(): void {
    const firstBytes = heapBytes();
    this.#startBytes = heapBytes();
    this.#ownBytes = this.#startBytes - firstBytes;
  }

  stop(): void {
    const takenBytes = heapBytes() - this.#startBytes;
    this.#grownBytes[this.#count++ % HEAP_CYCLES_MAX] = takenBytes - this.#ownBytes;
  }

  /** The growth over all cycles, had each been the median one. 0 before the first. */
  growthBytes(): number {
    if (this.#count === 0) return 0;
    const kept = this.#grownBytes.slice(0, Math.min(this.#count, HEAP_CYCLES_MAX)).sort();
    return kept[kept.length >> 1]! * this.#count;
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
