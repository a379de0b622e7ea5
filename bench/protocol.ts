/** What controller and subject say to each other: a JSON object a line. @module */
import type { Parameters } from "../results/schema.ts";
import type { FloorName, Placement } from "./scenario.ts";

/** Whom a subject is to run, in a form that goes over a pipe. */
export type WorkerSource =
  /**
   * `module` is a file URL; the implementation is its export of that name, default export too, and
   * where its rows say of which path they are, the one of `path`.
   */
  | {
    readonly kind: "implementation";
    readonly name: string;
    readonly module: string;
    readonly path?: string;
  }
  | { readonly kind: "floor"; readonly name: FloorName }
  | { readonly kind: "native"; readonly libraryPath: string };

/** What the controller asks of a subject. */
export type Command =
  /** First: whom to run, and where. */
  | {
    readonly do: "setup";
    readonly scenario: string;
    readonly worker: WorkerSource;
    readonly placement: Placement;
  }
  /** Close the rig of the last point of the sweep, and open that of the next; on any CPU. */
  | { readonly do: "open"; readonly parameters: Parameters }
  /** Verify all content once, then warm up: `chunkMs` at a time, and no longer than `warmUpMs`. */
  | { readonly do: "ready"; readonly warmUpMs: number; readonly chunkMs: number }
  /** How long does one cycle take, with what it needs outside the meter? */
  | { readonly do: "calibrate" }
  | { readonly do: "round"; readonly cycles: number }
  | { readonly do: "syscalls"; readonly cycles: number }
  /** Do that many operations, fewer when the time is over, and tell what the heap grew by. */
  | { readonly do: "memory"; readonly operations: number; readonly limitMs: number };

/** Sums over one round. */
export interface RoundTotals {
  readonly operations: number;
  readonly bytes: number;
  readonly wallNs: number;
  readonly cpuNs: number;
  readonly threadCpuNs: number;
  readonly userNs: number;
  readonly systemNs: number;
  readonly voluntarySwitches: number;
  readonly involuntarySwitches: number;
  readonly minorFaults: number;
  readonly majorFaults: number;
  readonly extra: Record<string, number>;
  readonly void?: string;
}

/** What a subject answers, by the command's `do`. */
export interface Answers {
  readonly setup: { readonly ready: true };
  /** `reason`: what this host, or this point, cannot give. */
  readonly open: { readonly reason?: string };
  /** `wrong`: what the full check of the content found. `warmUpMs`: how long warm-up took. */
  readonly ready: { readonly wrong?: string; readonly warmUpMs: number; readonly settled: boolean };
  readonly calibrate: { readonly cycleNs: number };
  readonly round: RoundTotals;
  readonly syscalls: SyscallAnswer;
  readonly memory: {
    readonly operations: number;
    readonly heapBytes: number;
    readonly peakResidentBytes: number;
  };
}

/** Counts by name, or why there are none. */
export type SyscallAnswer =
  | { readonly operations: number; readonly counts: Record<string, number> }
  | { readonly reason: string; readonly cure: string };

/** One line from the subject. */
export type Reply<T> =
  | { readonly ok: T }
  /** `denied`: the host does not allow it; not the implementation's fault. */
  | { readonly error: string };

/** The buffer of one reader: a line is shorter, mostly. */
const READ_BYTES = 4096;

/**
 * Yields the lines of a stream of bytes, the newline left out.
 *
 * It reads into one buffer of its own: a stream that allocates makes 64 KiB for each chunk, which
 * come to megabytes in each process before they are collected.
 */
export async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.getReader({ mode: "byob" });
  const decoder = new TextDecoder();
  let buffer = new ArrayBuffer(READ_BYTES);
  let pending = "";
  try {
    for (;;) {
      const { value, done } = await reader.read(new Uint8Array(buffer));
      if (done) break;
      pending += decoder.decode(value, { stream: true });
      buffer = value.buffer;
      const lines = pending.split("\n");
      pending = lines.pop()!;
      yield* lines;
    }
    if (pending !== "") yield pending;
  } finally {
    await reader.cancel();
  }
}
