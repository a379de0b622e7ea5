/** The results file: one JSON object a line, raw; all else is computed from it. @module */
import * as v from "valibot";

/** Raised when a reader of an older version could misread a line. */
export const SCHEMA_VERSION = 1;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const finite = v.pipe(v.number(), v.finite());
const nanoseconds = v.pipe(finite, v.minValue(0));

/** A scenario's parameters: `{ payloadBytes: 64, consumer: "touch" }`. */
export const Parameters = v.record(v.string(), v.union([v.string(), finite]));

/** What a measured row is. */
export const RowRole = v.picklist(["baseline", "baseline_again", "subject", "floor", "native"]);

/** Where a run took place: everything a reader needs to doubt, or to repeat, a figure. */
export const Machine = v.object({
  kernel: v.string(),
  architecture: v.string(),
  cpu: v.string(),
  cpuCount: count,
  memoryBytes: count,
  /** The hypervisor's name, or null on bare metal. */
  virtualization: v.nullable(v.string()),
  /** /sys/devices/system/cpu/vulnerabilities, by name. */
  mitigations: v.record(v.string(), v.string()),
  /** Frequency governor, or why there is none. */
  governor: v.string(),
  /** Soft limits by name: `memlock`, `nofile`; bytes or counts, "unlimited". */
  limits: v.record(v.string(), v.string()),
  /** sysctls that matter: `kernel.perf_event_paranoid`. */
  sysctls: v.record(v.string(), v.string()),
  /** Deno, V8, liburing, libbpf, C compiler. */
  versions: v.record(v.string(), v.string()),
  effectiveUser: v.string(),
  loadAverage: v.string(),
});

/** How well a metric is known. */
export const Evidence = v.picklist(["exact", "sampled", "charged elsewhere"]);

/** What a metric means; the ones every round has are in metrics.ts. */
export const Metric = v.object({
  /** A key of {@linkcode RoundLine} or of its `extra`: `latencyP99Ns`. */
  id: v.string(),
  title: v.string(),
  /** Unit of the raw value: `ns`, `bytes`; empty for a count. */
  unit: v.string(),
  evidence: Evidence,
  better: v.picklist(["lower", "higher", "neither"]),
  /** What a round's raw value is divided by: its operations, nothing, or its wall time. */
  per: v.picklist(["operation", "round", "second"]),
  /** Whether it is a quotient of two costs, which answers the scenario's question by itself. */
  isQuotient: v.optional(v.boolean()),
  /** The metric that says how far a row may go, 0 where nothing bounds it. */
  bound: v.optional(v.string()),
  /**
   * For a metric that is itself a place: the size from which on a row is better than `against`.
   * `low` and `high` are the metrics of its interval's ends: up to `low` it is surely worse, from
   * `high` on surely better. A `low` below `least` and a `high` above `most` mean nowhere.
   */
  crossover: v.optional(v.object({
    against: v.string(),
    low: v.string(),
    high: v.string(),
    least: finite,
    most: finite,
  })),
});

/** The first line of a file. */
export const RunLine = v.object({
  kind: v.literal("run"),
  schemaVersion: v.literal(SCHEMA_VERSION),
  task: v.picklist(["bench", "conformance", "self-test"]),
  startedAt: v.string(),
  command: v.string(),
  /** The commit of the harness, with "-dirty" where files were changed; "unknown" outside git. */
  commit: v.string(),
  seed: finite,
  quick: v.boolean(),
  machine: Machine,
  /** Where things ran: `{ subject: "cpu 0", controller: "cpu 1" }`. */
  placement: v.record(v.string(), v.string()),
  /** The scenarios asked for, with their question; for `bench`. */
  scenarios: v.array(v.object({
    id: v.string(),
    question: v.string(),
    /** The metric of the headline: a key of {@linkcode RoundLine}'s metrics. */
    headline: v.string(),
    /** What one operation is: "record". */
    operation: v.string(),
    /** Metrics of its own, or ones whose evidence differs here; the rest is in metrics.ts. */
    metrics: v.optional(v.array(Metric)),
    /** Further metrics that its question asks for. */
    asked: v.optional(v.array(v.string())),
    /** Whose implementations its rows are, where not those of its path: `netlink/send`. */
    tables: v.optional(v.array(v.string())),
    /** What a reader must know: ring size and fill, what stands outside the meters. */
    notes: v.optional(v.array(v.string())),
  })),
  /** Scenarios that were asked for by their folder and that a quick run leaves out. */
  leftOut: v.optional(v.array(v.string())),
  /** What is checked, in the order of the tables; for `conformance`. */
  implementations: v.optional(v.array(v.string())),
});

/** One measured round: raw totals, never per operation. */
export const RoundLine = v.object({
  kind: v.literal("round"),
  scenario: v.string(),
  implementation: v.string(),
  role: RowRole,
  parameters: Parameters,
  /** Which fresh set of processes; the unit of replication. */
  pair: count,
  /** Which round within that set of processes, and its place in the order. */
  round: count,
  order: count,
  operations: count,
  bytes: count,
  wallNs: nanoseconds,
  /** CPU of the whole process, garbage collection included. */
  cpuNs: nanoseconds,
  /** CPU of the measured thread alone. */
  threadCpuNs: nanoseconds,
  /** Sampled by the kernel's tick: coarse. */
  userNs: nanoseconds,
  systemNs: nanoseconds,
  voluntarySwitches: count,
  involuntarySwitches: count,
  minorFaults: count,
  majorFaults: count,
  /** Further metrics of the scenario: `{ latencyP99Ns: 1200, dropped: 0, wakeups: 17 }`. */
  extra: v.record(v.string(), finite),
  /** Why the round does not count: it moved the wrong amount, or the wrong bytes. */
  void: v.optional(v.string()),
});

/** System calls by name, counted exactly in a round of their own. */
export const SyscallLine = v.object({
  kind: v.literal("syscalls"),
  scenario: v.string(),
  implementation: v.string(),
  role: RowRole,
  parameters: Parameters,
  pair: count,
  operations: count,
  counts: v.record(v.string(), count),
});

/** Memory, sampled once per process. */
export const MemoryLine = v.object({
  kind: v.literal("memory"),
  scenario: v.string(),
  implementation: v.string(),
  role: RowRole,
  parameters: Parameters,
  pair: count,
  operations: count,
  /** VmHWM of the process. */
  peakResidentBytes: count,
  /** Growth of the JavaScript heap over those operations, collections switched off or summed. */
  heapBytes: finite,
});

/** Something that could not be measured, and what mends it. */
export const UnavailableLine = v.object({
  kind: v.literal("unavailable"),
  scenario: v.string(),
  /** An implementation's name, or null where a metric is meant. */
  implementation: v.nullable(v.string()),
  metric: v.nullable(v.string()),
  reason: v.string(),
  cure: v.string(),
});

/** The verdict of one rule on one implementation. */
export const VerdictLine = v.object({
  kind: v.literal("verdict"),
  rule: v.string(),
  requirement: v.string(),
  source: v.string(),
  /** `ringbuf/copy`, or a mutant's id. */
  implementation: v.string(),
  verdict: v.picklist(["holds", "broken", "skipped", "not_exercised", "error"]),
  /** What it was checked against. */
  on: v.picklist(["kernel", "fake", "none"]),
  reason: v.optional(v.string()),
  expected: v.optional(v.string()),
  actual: v.optional(v.string()),
  seed: v.optional(finite),
  /** The command that runs just this again. */
  replay: v.optional(v.string()),
  durationMs: finite,
});

/** One mutant of the self-test. */
export const MutantLine = v.object({
  kind: v.literal("mutant"),
  mutant: v.string(),
  /** The bug it has, in a sentence. */
  bug: v.string(),
  /** The rules that say they kill it. */
  namedRules: v.array(v.string()),
  /** The rules that did. */
  killedBy: v.array(v.string()),
});

/** The last line; a file without it was cut off. */
export const EndLine = v.object({
  kind: v.literal("end"),
  finishedAt: v.string(),
  complete: v.boolean(),
  /** Why it is not complete: "interrupted by SIGINT". */
  reason: v.optional(v.string()),
});

/** Any line. */
export const ResultLine = v.variant("kind", [
  RunLine,
  RoundLine,
  SyscallLine,
  MemoryLine,
  UnavailableLine,
  VerdictLine,
  MutantLine,
  EndLine,
]);

export type Parameters = v.InferOutput<typeof Parameters>;
export type RowRole = v.InferOutput<typeof RowRole>;
export type Machine = v.InferOutput<typeof Machine>;
export type Evidence = v.InferOutput<typeof Evidence>;
export type Metric = v.InferOutput<typeof Metric>;
export type RunLine = v.InferOutput<typeof RunLine>;
export type RoundLine = v.InferOutput<typeof RoundLine>;
export type SyscallLine = v.InferOutput<typeof SyscallLine>;
export type MemoryLine = v.InferOutput<typeof MemoryLine>;
export type UnavailableLine = v.InferOutput<typeof UnavailableLine>;
export type VerdictLine = v.InferOutput<typeof VerdictLine>;
export type MutantLine = v.InferOutput<typeof MutantLine>;
export type EndLine = v.InferOutput<typeof EndLine>;
export type ResultLine = v.InferOutput<typeof ResultLine>;
