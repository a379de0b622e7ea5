/** What the kernel charged a process or a thread for: CPU, context switches, page faults. @module */
import { SysError } from "./errno.ts";
import { errno, type Libc, libc } from "./libc.ts";
import { NativeMemory } from "./memory.ts";
import { struct } from "./struct.ts";
import { readWord64 } from "./words.ts";

/** sys/resource.h */
export const RUSAGE_SELF = 0;
export const RUSAGE_THREAD = 1;

/**
 * struct rusage; `struct timeval` is written out as its two members. `ru_maxrss` is no peak of a
 * child's own: exec(2) keeps that of the program before, which is a copy of who spawned it.
 */
export const RUSAGE = struct("rusage", {
  "ru_utime.tv_sec": "i64",
  "ru_utime.tv_usec": "i64",
  "ru_stime.tv_sec": "i64",
  "ru_stime.tv_usec": "i64",
  ru_maxrss: "i64",
  ru_ixrss: "i64",
  ru_idrss: "i64",
  ru_isrss: "i64",
  ru_minflt: "i64",
  ru_majflt: "i64",
  ru_nswap: "i64",
  ru_inblock: "i64",
  ru_oublock: "i64",
  ru_msgsnd: "i64",
  ru_msgrcv: "i64",
  ru_nsignals: "i64",
  ru_nvcsw: "i64",
  ru_nivcsw: "i64",
}, { header: "sys/resource.h" });

/** One reading: totals since the process or the thread began. Reused, field by field. */
export interface Usage {
  /** CPU in user mode. Sampled by the kernel's tick: coarse, unlike {@linkcode Clock}'s sum. */
  userNs: number;
  /** CPU in the kernel, on behalf of this process or thread. */
  systemNs: number;
  /** Switches because it waited for something. */
  voluntarySwitches: number;
  /** Switches because the scheduler took the CPU away. */
  involuntarySwitches: number;
  /** Page faults that needed no disk. */
  minorFaults: number;
  /** Page faults that did. */
  majorFaults: number;
}

/** A usage with all at zero, for {@linkcode UsageMeter.read} to fill. */
export function emptyUsage(): Usage {
  return {
    userNs: 0,
    systemNs: 0,
    voluntarySwitches: 0,
    involuntarySwitches: 0,
    minorFaults: 0,
    majorFaults: 0,
  };
}

/** Reads getrusage(2) through a struct in native memory, made once. Belongs to one thread. */
export class UsageMeter implements Disposable {
  readonly #memory: NativeMemory;
  readonly #address: bigint;
  readonly #words: Uint32Array;
  readonly #libc: Libc;

  constructor() {
    this.#memory = NativeMemory.map({ sizeBytes: RUSAGE.sizeBytes });
    this.#address = this.#memory.address;
    const { bytes } = this.#memory;
    this.#words = new Uint32Array(bytes.buffer, bytes.byteOffset, RUSAGE.sizeBytes / 4);
    this.#libc = libc();
    errno();
  }

  /** Reads the whole process into `into`, and returns it. */
  readProcess(into: Usage): Usage {
    return this.#read(RUSAGE_SELF, into);
  }

  /** Reads the calling thread into `into`, and returns it. */
  readThread(into: Usage): Usage {
    return this.#read(RUSAGE_THREAD, into);
  }

  /** Gives the native memory back. Harmless when repeated. */
  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }

  #read(who: number, into: Usage): Usage {
    if (this.#libc.getrusage(who, this.#address) !== 0) throw new SysError("getrusage", errno());
    into.userNs = this.#value("ru_utime.tv_sec") * 1e9 + this.#value("ru_utime.tv_usec") * 1e3;
    into.systemNs = this.#value("ru_stime.tv_sec") * 1e9 + this.#value("ru_stime.tv_usec") * 1e3;
    into.voluntarySwitches = this.#value("ru_nvcsw");
    into.involuntarySwitches = this.#value("ru_nivcsw");
    into.minorFaults = this.#value("ru_minflt");
    into.majorFaults = this.#value("ru_majflt");
    return into;
  }

  #value(name: keyof typeof RUSAGE.fields): number {
    return readWord64(this.#words, RUSAGE.fields[name].offset / 4);
  }
}
