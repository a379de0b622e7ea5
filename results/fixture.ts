/** Makes result lines for tests. Every figure here is invented; none was measured. @module */
import type {
  Machine,
  MemoryLine,
  Parameters,
  ResultLine,
  RoundLine,
  RowRole,
  RunLine,
  SyscallLine,
  VerdictLine,
} from "./schema.ts";
import type { Results } from "./read.ts";
import { createRandom, type Random } from "./statistics.ts";

/** An invented machine. */
export const FAKE_MACHINE: Machine = {
  kernel: "9.9.9-invented",
  architecture: "x86_64",
  cpu: "Invented CPU @ 1.00GHz",
  cpuCount: 2,
  memoryBytes: 8 * 1024 ** 3,
  virtualization: "invented-vm",
  mitigations: { spectre_v2: "Mitigation: invented", meltdown: "Not affected" },
  governor: "none: no cpufreq",
  limits: { memlock: "unlimited", nofile: "20000" },
  sysctls: { "kernel.perf_event_paranoid": "2" },
  versions: { deno: "9.9.9", v8: "99.9" },
  effectiveUser: "root",
  loadAverage: "0.00 0.00 0.00",
};

/** An invented run line of a bench with one scenario. */
export function fakeRun(over: Partial<RunLine> = {}): RunLine {
  return {
    kind: "run",
    schemaVersion: 1,
    task: "bench",
    startedAt: "2001-01-01T00:00:00.000Z",
    command: "ringside bench --quick",
    commit: "0000000-invented",
    seed: 1,
    quick: true,
    machine: FAKE_MACHINE,
    placement: { subject: "cpu 0", controller: "cpu 1" },
    scenarios: [FAKE_SCENARIO],
    ...over,
  };
}

/** An invented scenario. */
export const FAKE_SCENARIO: RunLine["scenarios"][number] = {
  id: "ringbuf/record_size",
  question: "From which record size is reading in place cheaper than copying?",
  headline: "cpuNs",
  operation: "record",
  notes: ["Ring 4 MiB, filled with 1000 records a round; the fill stands outside the meters."],
};

/** What {@linkcode fakeRounds} invents for a row. */
export interface FakeRow {
  readonly implementation: string;
  readonly role?: RowRole;
  /** The CPU time of one operation in nanoseconds. */
  readonly nsPerOperation: number;
}

/** One invented round; wall time is CPU time and a tenth. */
export function fakeRound(over: Partial<RoundLine> = {}): RoundLine {
  const cpuNs = over.cpuNs ?? 1_000_000;
  return {
    kind: "round",
    scenario: FAKE_SCENARIO.id,
    implementation: "copy",
    role: "baseline",
    parameters: { payloadBytes: 64, consumer: "touch" },
    pair: 0,
    round: 0,
    order: 0,
    operations: 100_000,
    bytes: 6_400_000,
    wallNs: cpuNs * 1.1,
    cpuNs,
    threadCpuNs: cpuNs * 0.95,
    userNs: cpuNs * 0.9,
    systemNs: 0,
    voluntarySwitches: 0,
    involuntarySwitches: 2,
    minorFaults: 1,
    majorFaults: 0,
    extra: {},
    ...over,
  };
}

/**
 * Invented rounds of rows, with a noise of each process and of each round (standard deviations of
 * the logarithm).
 */
export function fakeRounds(rows: readonly FakeRow[], options: {
  readonly parameters?: Parameters;
  readonly pairs?: number;
  readonly rounds?: number;
  readonly processNoise?: number;
  readonly roundNoise?: number;
  readonly random?: Random;
} = {}): RoundLine[] {
  const { pairs = 8, rounds = 2, processNoise = 0.005, roundNoise = 0.002 } = options;
  const random = options.random ?? createRandom(1);
  const parameters = options.parameters ?? { payloadBytes: 64, consumer: "touch" };
  const lines: RoundLine[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    for (const { implementation, role = "subject", nsPerOperation } of rows) {
      const ofProcess = processNoise * gaussian(random);
      for (let round = 0; round < rounds; round++) {
        const noise = Math.exp(ofProcess + roundNoise * gaussian(random));
        const cpuNs = nsPerOperation * 100_000 * noise;
        const order = lines.length;
        lines.push(fakeRound({ implementation, role, parameters, pair, round, order, cpuNs }));
      }
    }
  }
  return lines;
}

/** A draw of the standard normal distribution. */
export function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** An invented line of counted system calls. */
export function fakeSyscalls(over: Partial<SyscallLine> = {}): SyscallLine {
  return {
    kind: "syscalls",
    scenario: FAKE_SCENARIO.id,
    implementation: "copy",
    role: "baseline",
    parameters: { payloadBytes: 64, consumer: "touch" },
    pair: 0,
    operations: 100_000,
    counts: { epoll_wait: 100 },
    ...over,
  };
}

/** An invented memory line. */
export function fakeMemory(over: Partial<MemoryLine> = {}): MemoryLine {
  return {
    kind: "memory",
    scenario: FAKE_SCENARIO.id,
    implementation: "copy",
    role: "baseline",
    parameters: { payloadBytes: 64, consumer: "touch" },
    pair: 0,
    operations: 1_000_000,
    peakResidentBytes: 64 * 1024 ** 2,
    heapBytes: 0,
    ...over,
  };
}

/** An invented verdict. */
export function fakeVerdict(over: Partial<VerdictLine> = {}): VerdictLine {
  return {
    kind: "verdict",
    rule: "ringbuf/owned_until_commit",
    requirement: "A record read and not committed MUST keep its bytes",
    source: "https://example.invalid/ringbuf",
    implementation: "ringbuf/copy",
    verdict: "holds",
    on: "kernel",
    durationMs: 1.5,
    ...over,
  };
}

/** The four usual rows, and one that is no better. */
export const FAKE_ROWS: readonly FakeRow[] = [
  { implementation: "copy", role: "baseline", nsPerOperation: 50 },
  { implementation: "copy", role: "baseline_again", nsPerOperation: 50 },
  { implementation: "unsafe", nsPerOperation: 10 },
  { implementation: "token", nsPerOperation: 50 },
  { implementation: "libbpf", nsPerOperation: 150 },
  { implementation: "null", role: "floor", nsPerOperation: 2 },
  { implementation: "c_loop", role: "native", nsPerOperation: 5 },
];

/** Invented results, as if read from `source`; complete unless `partial` says why not. */
export function fakeResults(lines: readonly ResultLine[], options: {
  readonly run?: RunLine;
  readonly partial?: string;
  readonly source?: string;
} = {}): Results {
  const { run = fakeRun(), partial, source = "invented.jsonl" } = options;
  const how = partial === undefined ? { complete: true } : { complete: false, reason: partial };
  const end = { kind: "end" as const, finishedAt: "2001-01-01T00:01:00.000Z", ...how };
  return { source, run, lines, end, partial: partial ?? null };
}
