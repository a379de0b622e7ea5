/** What a scenario is: a question, a sweep, and a rig that does the work. @module */
import type { HostTraits, Implementation, Probe } from "../lib/implementation.ts";
import type { Metric, Parameters, RowRole } from "../results/schema.ts";

/** Read around what is measured, and around nothing else. */
export interface Meter {
  /** Right before the work. */
  start(): void;
  /** Right after it. */
  stop(): void;
}

/** What one cycle moved. */
export interface Moved {
  readonly operations: number;
  readonly bytes: number;
  /** Why it does not count: the wrong amount, order or content. */
  readonly void?: string;
}

/** The work of one row at one point of the sweep, set up and ready. Lives in the subject. */
export interface Rig extends Disposable {
  /**
   * Prepares work (outside the meter), does it (between `start` and `stop`), checks what it moved.
   * May be called any number of times.
   */
  cycle(meter: Meter): Moved | Promise<Moved>;
  /** One cycle outside every meter that checks all content. Returns what is wrong, if anything. */
  verify(): string | undefined | Promise<string | undefined>;
  /** Further metrics since the last call: `{ dropped: 3 }`. Empties them. */
  takeExtra?(): Record<string, number>;
  /** Resolves when what the disposal began is over: its processes have ended. */
  ended?(): Promise<void>;
}

/** Rows that are no implementations: `null` moves nothing, `bare_call` is one call a record. */
export type FloorName = "null" | "bare_call";

/** An implementation of any path: the rig of a scenario knows which, and names its types. */
// deno-lint-ignore no-explicit-any -- input and instance differ by path
export type PathImplementation = Implementation<any, any, any>;

/** A list of implementations that are compared with each other: see candidates.ts. */
export type TableName =
  | "ringbuf"
  | "netlink/receive"
  | "netlink/send"
  | "netlink/dump"
  | "zerocopy"
  | "readyread"
  | "mux/writer"
  | "mux/queue";

/** C that is built for the native row of a scenario. */
export interface NativeSource {
  /** A file of bench/native. */
  readonly file: string;
  /** What the linker needs: `["-l:libbpf.so.1"]`. */
  readonly flags: readonly string[];
  /** What mends a build that failed. */
  readonly cure: string;
}

/** Who does the work in a subject. */
export type Worker =
  | { readonly kind: "implementation"; readonly implementation: PathImplementation }
  | { readonly kind: "floor"; readonly name: FloorName }
  /** The same loop in C; `libraryPath` is the shared object built for this run. */
  | { readonly kind: "native"; readonly libraryPath: string };

/** Where a subject and its peer run; undefined where there is one CPU only. */
export interface Placement {
  readonly subjectCpu?: number;
  readonly peerCpu?: number;
}

/** What a rig is made for. */
export interface RigOptions {
  readonly worker: Worker;
  readonly parameters: Parameters;
  readonly placement: Placement;
}

/** Which row, and at which point. */
export interface ExemptQuestion {
  readonly role: RowRole;
  readonly parameters: Parameters;
  /** Undefined for what is no implementation. */
  readonly table?: TableName;
  readonly name?: string;
}

/** Why there is no row, and what would mend it: nothing, where none is told. */
export type Exemption = string | { readonly reason: string; readonly cure: string };

/** One question. Its id is its file: `ringbuf/record_size`. */
export interface Scenario {
  readonly id: string;
  readonly question: string;
  /** What one operation is: `record`. */
  readonly operation: string;
  /** The metric that is compared: `cpuNs`, or a key of `extra`. */
  readonly headline: string;
  /**
   * Further metrics that the question asks for: the answer tells of them, too. `systemCalls` are
   * all of an operation, where they can be counted.
   */
  readonly asked?: readonly string[];
  /** What a reader must know: ring size and fill, who produces, what stands outside the meters. */
  readonly notes: readonly string[];
  /** Metrics of its own: those of `extra`. */
  readonly metrics?: readonly Metric[];
  readonly sweep: readonly Parameters[];
  /** What a quick run measures; empty where nothing short would be honest: left out, and said. */
  readonly quickSweep: readonly Parameters[];
  /** The least that still runs every line of the rig, for the unit tests. */
  readonly smoke: readonly Parameters[];
  readonly floors: readonly FloorName[];
  /** Whether there is a row in C; from which file, where it is not the one of the ringbuf path. */
  readonly native: boolean | NativeSource;
  /**
   * Whose rows there are; the first of each table is the baseline of its rows.
   *
   * @default {the table that is named like the path}
   */
  readonly tables?: readonly TableName[];
  /** Whom times, switches and faults are read of, beside `cpuNs`. @default {"process"} */
  readonly usage?: "process" | "thread";
  /**
   * How long a round lasts: `calibrated` repeats cycles until the given time is over (the same
   * count for all rows), `cycles` always does so many, of some `ms` each.
   */
  readonly round:
    | { readonly by: "calibrated"; readonly ms: number; readonly quickMs: number }
    | {
      readonly by: "cycles";
      readonly cycles: number;
      readonly ms: number;
      readonly quickMs: number;
    };
  /** Whether heap growth over many operations says something about the implementation here. */
  readonly measuresHeap: boolean;
  /** Rounds in each process and point; even, so that the order is mirrored. */
  readonly rounds: number;
  readonly quickRounds: number;
  /** Whether this host can run it at all; missing: any can. */
  readonly probe?: () => Probe;
  /**
   * Why there is no row for such a worker at this point; undefined: there is. Null: it belongs to
   * another point, and nothing is missing. The traits are those of the scenario's own tables.
   */
  exempt?(traits: HostTraits | null, at: ExemptQuestion): Exemption | null | undefined;
  /** Sets up the work in the subject; the caller disposes it. */
  open(options: RigOptions): Rig | Promise<Rig>;
}

/** All combinations: `cross({ payloadBytes: [32, 64], consumer: ["touch", "parse"] })`. */
export function cross(
  axes: Readonly<Record<string, readonly (string | number)[]>>,
): readonly Parameters[] {
  let points: Parameters[] = [{}];
  for (const [name, values] of Object.entries(axes)) {
    points = points.flatMap((point) => values.map((value) => ({ ...point, [name]: value })));
  }
  return points;
}

/** A parameter that must be a number. @throws {RangeError} when it is not. */
export function numberOf(parameters: Parameters, name: string): number {
  const value = parameters[name];
  if (typeof value === "number") return value;
  throw new RangeError(`Cannot set up the scenario: parameter ${name} is ${value}, not a number`);
}
