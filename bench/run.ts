/** A bench run: scenario after scenario into one stream of result lines. @module */
import { getAffinity, pinProcess } from "../ffi/affinity.ts";
import type { ResultLine, RunLine } from "../results/schema.ts";
import { type Progress, Work } from "./progress.ts";
import { type Candidate, planRows, type Row } from "./rows.ts";
import type { NativeLibraries } from "./native.ts";
import type { Placement, Scenario } from "./scenario.ts";
import { runScenario } from "./scenario_run.ts";

/** Fewer fresh sets of processes than this say too little. */
export const PAIRS_MIN = 8;
export const PAIRS_QUICK = 8;
export const PAIRS_FULL = 10;

/** What a run is to do. */
export interface BenchOptions {
  readonly scenarios: readonly Scenario[];
  /** Of all tables; within each one, the baseline first. */
  readonly candidates: readonly Candidate[];
  readonly native: NativeLibraries;
  readonly quick: boolean;
  /** The least of each scenario's sweep, one round: so that unit tests can run all of it. */
  readonly smoke?: boolean;
  readonly pairs?: number;
  /** Rounds in each process and point. */
  readonly rounds?: number;
  /** @default {what this process may use now} */
  readonly cpus?: Cpus;
  readonly seed: number;
  readonly signal: AbortSignal;
  /**
   * Keeps this whole process on the peer's CPU from here on: for a command, which ends with the
   * run. @default {false}
   */
  readonly pinsController?: boolean;
  /** Only the baseline against itself. */
  readonly onlyTwins?: boolean;
  readonly emit: (line: ResultLine) => void;
  readonly onProgress?: (progress: Progress) => void;
}

/** Where things run on this host, and all the CPUs that we may use. */
export interface Cpus {
  readonly placement: Placement;
  readonly all: readonly number[];
}

/** The first CPU for the subject, the second for controller and peer, where there are two. */
export function placeOnCpus(all: readonly number[] = getAffinity()): Cpus {
  const [subjectCpu, peerCpu] = all;
  if (subjectCpu === undefined || peerCpu === undefined) return { placement: {}, all };
  return { placement: { subjectCpu, peerCpu }, all };
}

/** The placement as a results file tells it. */
export function describePlacement({ subjectCpu, peerCpu }: Placement): Record<string, string> {
  if (subjectCpu === undefined) return { subject: "any CPU", controller: "any CPU" };
  const other = `cpu ${peerCpu}`;
  return { subject: `cpu ${subjectCpu}`, controller: other, peer: other };
}

/** The scenarios as a results file introduces them. */
export function describeScenarios(scenarios: readonly Scenario[]): RunLine["scenarios"] {
  return scenarios.map(({ id, question, headline, asked, operation, metrics, notes, tables }) => ({
    id,
    question,
    headline,
    operation,
    notes: [...notes],
    ...(asked ? { asked: [...asked] } : {}),
    ...(metrics ? { metrics: [...metrics] } : {}),
    ...(tables ? { tables: [...tables] } : {}),
  }));
}

/** Runs everything. @throws {Interrupted} when the signal fired; what was emitted is valid. */
export async function runBench(options: BenchOptions): Promise<void> {
  const cpus = options.cpus ?? placeOnCpus();
  const plans = options.scenarios.map((scenario) => plan(scenario, options));
  const work = new Work(plans.reduce((sum, { weight }) => sum + weight, 0));
  const { peerCpu } = cpus.placement;
  if (peerCpu !== undefined && options.pinsController) pinProcess(peerCpu);
  for (const [index, one] of plans.entries()) {
    await runPlan(one, { index, count: plans.length, options, cpus, work });
  }
}

interface Plan {
  readonly scenario: Scenario;
  readonly rows: readonly Row[];
  readonly points: Scenario["sweep"];
  readonly pairs: number;
  readonly rounds: number;
  /** An estimate of its time, for the progress. */
  readonly weight: number;
}

function plan(scenario: Scenario, options: BenchOptions): Plan {
  const { quick, smoke = false } = options;
  const points = smoke ? scenario.smoke : quick ? quickPoints(scenario) : scenario.sweep;
  const pairs = options.pairs ?? (quick ? PAIRS_QUICK : PAIRS_FULL);
  const rounds = options.rounds ?? (quick ? scenario.quickRounds : scenario.rounds);
  const host = scenario.probe?.() ?? { available: true };
  const { rows, missing } = host.available
    ? planRows(scenario, { ...options, native: options.native.of(scenario) })
    : nobody(host);
  for (const { name, reason, cure } of missing) {
    const what = { scenario: scenario.id, implementation: name, metric: null };
    options.emit({ kind: "unavailable", ...what, reason, cure });
  }
  const weight = pairs * points.length * rows.length * rounds * roundMs(scenario, quick);
  return { scenario, rows, points, pairs, rounds, weight };
}

/** No row: the host cannot run the scenario, whoever is to be measured. */
function nobody({ reason, cure }: { readonly reason: string; readonly cure: string }) {
  return { rows: [], missing: [{ name: null, reason, cure }] };
}

/** A scenario without a quick form is run whole: it was named, since a quick run leaves it out. */
function quickPoints({ quickSweep, sweep }: Scenario): Scenario["sweep"] {
  return quickSweep.length > 0 ? quickSweep : sweep;
}

function roundMs({ round }: Scenario, quick: boolean): number {
  if (round.by === "cycles") return round.cycles * (quick ? round.quickMs : round.ms);
  return 1.5 * (quick ? round.quickMs : round.ms); // rows beside the baseline, warm-up
}

async function runPlan(
  { scenario, rows, points, pairs, rounds, weight }: Plan,
  { index, count, options, cpus, work }: {
    readonly index: number;
    readonly count: number;
    readonly options: BenchOptions;
    readonly cpus: Cpus;
    readonly work: Work;
  },
): Promise<void> {
  const { quick, seed, signal, emit, onProgress } = options;
  if (rows.length === 0) return;
  await runScenario(scenario, {
    rows,
    points,
    pairs,
    rounds,
    quick,
    seed,
    signal,
    emit,
    placement: cpus.placement,
    cpus: cpus.all,
    onRound: ({ pair, now, doneShare }) => {
      work.done(weight * doneShare);
      onProgress?.({
        scenario: scenario.id,
        scenarioNumber: index + 1,
        scenarioCount: count,
        pair,
        pairs,
        now,
        ...work.state(),
      });
    },
  });
}
