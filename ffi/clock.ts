/** Clocks in nanoseconds: monotonic time, and CPU time of the process and of the thread. @module */
import { ERRNO, SysError } from "./errno.ts";
import { errno, type Libc, libc } from "./libc.ts";
import { NativeMemory } from "./memory.ts";
import { struct } from "./struct.ts";
import { readWord64, writeWord64 } from "./words.ts";

/** time.h */
export const CLOCK_MONOTONIC = 1;
export const CLOCK_PROCESS_CPUTIME_ID = 2;
export const CLOCK_THREAD_CPUTIME_ID = 3;
export const TIMER_ABSTIME = 1;

/** Seconds and nanoseconds. */
export const TIMESPEC = struct("timespec", { tv_sec: "i64", tv_nsec: "i64" }, { header: "time.h" });

const SECOND_WORD = TIMESPEC.fields.tv_sec.offset / 4;
const NANOSECOND_WORD = TIMESPEC.fields.tv_nsec.offset / 4;
const SECOND_NS = 1e9;

/**
 * Reads the kernel's clocks, with one timespec in native memory made once.
 *
 * A value is a whole number of nanoseconds, exact up to 2^53: 104 days of uptime, and within 2 ns
 * for a year. Belongs to one thread: {@linkcode threadCpuNs} is that of the caller.
 */
export class Clock implements Disposable {
  readonly #memory: NativeMemory;
  readonly #address: bigint;
  readonly #words: Uint32Array;
  readonly #libc: Libc;

  constructor() {
    this.#memory = NativeMemory.map({ sizeBytes: TIMESPEC.sizeBytes });
    this.#address = this.#memory.address;
    const { bytes } = this.#memory;
    this.#words = new Uint32Array(bytes.buffer, bytes.byteOffset, TIMESPEC.sizeBytes / 4);
    this.#libc = libc();
    errno();
  }

  /** Time since the boot, sleep of the machine left out. About 40 ns a call: no system call. */
  monotonicNs(): number {
    return this.#read(CLOCK_MONOTONIC);
  }

  /** CPU time of all threads of this process, user and system, exact. A system call. */
  processCpuNs(): number {
    return this.#read(CLOCK_PROCESS_CPUTIME_ID);
  }

  /** CPU time of the calling thread, user and system, exact. A system call. */
  threadCpuNs(): number {
    return this.#read(CLOCK_THREAD_CPUTIME_ID);
  }

  /**
   * Sleeps until the monotonic clock shows `deadlineNs`, at once where it has passed. Returns
   * false when a signal ended the sleep early.
   *
   * @throws {SysError} from clock_nanosleep(2).
   */
  sleepUntilNs(deadlineNs: number): boolean {
    const seconds = Math.max(0, Math.floor(deadlineNs / SECOND_NS));
    writeWord64(this.#words, SECOND_WORD, seconds);
    const nanoseconds = Math.max(0, Math.ceil(deadlineNs - seconds * SECOND_NS));
    writeWord64(this.#words, NANOSECOND_WORD, Math.min(nanoseconds, SECOND_NS - 1));
    // returns the errno itself, positive
    const code = this.#libc.clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, this.#address, 0n);
    if (code === 0) return true;
    if (code === ERRNO.EINTR) return false;
    throw new SysError("clock_nanosleep", code);
  }

  /** Gives the native memory back. Harmless when repeated. */
  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }

  #read(clock: number): number {
    if (this.#libc.clock_gettime(clock, this.#address) !== 0) {
      throw new SysError("clock_gettime", errno());
    }
    return readWord64(this.#words, SECOND_WORD) * SECOND_NS +
      readWord64(this.#words, NANOSECOND_WORD);
  }
}
