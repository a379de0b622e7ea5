/** One run of bench: from the session to results, report, output and exit code. @module */
// deno-lint-ignore-file no-console -- commands print
import { NativeLibraries } from "../bench/native.ts";
import {
  type BenchOptions,
  describePlacement,
  describeScenarios,
  placeOnCpus,
  runBench,
} from "../bench/run.ts";
import { Interrupted } from "../bench/scenario_run.ts";
import { runTwins, TWINS_DIFFERENT_MAX_SHARE } from "../bench/twins.ts";
import { renderFiles } from "../reports/files.ts";
import { verdictsOf } from "../results/tally.ts";
import { formatChange } from "../reports/format.ts";
import { renderAnswersText } from "../reports/text.ts";
import { compareRun } from "../results/compare.ts";
import { readResults, ResultError } from "../results/read.ts";
import type { RunLine, VerdictLine } from "../results/schema.ts";
import { openResults } from "../results/write.ts";
import { type Interrupt, onInterrupt } from "./interrupt.ts";
import { describeRun } from "./run_line.ts";
import { Screen } from "./screen.ts";

/** The harness, or the environment, failed. */
export const EXIT_FAILED = 2;
/** The same implementation was called different too often. */
const EXIT_TWINS_DIFFER = 1;

/** What the command line asked for. */
export interface BenchSession
  extends Pick<BenchOptions, "scenarios" | "candidates" | "quick" | "seed" | "pairs" | "rounds"> {
  readonly argv: readonly string[];
  /** Scenarios that a quick run skips: the report names them. */
  readonly leftOut: readonly string[];
  /** The folder of results and report. */
  readonly out: string;
}

/** Measures, and writes the report. Returns the exit code. */
export async function measure(session: BenchSession): Promise<number> {
  using interrupt = onInterrupt();
  const { out } = session;
  const path = `${out}/results.jsonl`;
  const run = describe(session);
  const screen = new Screen();
  let rounds = 0;
  let reason: string | undefined;
  {
    using writer = openResults(path, { run });
    using native = new NativeLibraries();
    try {
      await runBench({
        ...session,
        native,
        pinsController: true,
        signal: interrupt.signal,
        emit: (line) => {
          rounds += line.kind === "round" ? 1 : 0;
          if (line.kind === "unavailable") reason ??= `${line.reason}; ${line.cure}`;
          writer.write(line);
        },
        onProgress: (progress) => screen.show(progress),
      });
      writer.finish();
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      writer.interrupt(reasonOf(interrupt));
    } finally {
      screen.clear();
    }
  }
  writeReports(path, { run, out });
  if (interrupt.exitCode !== undefined) return interrupt.exitCode;
  if (rounds > 0) return 0;
  console.error(`ringside: nothing could be measured: ${reason ?? "no row was left"}`);
  return EXIT_FAILED;
}

/** Runs the baseline against itself `count` times. Returns the exit code. */
export async function checkTwins(session: BenchSession, count: number): Promise<number> {
  using interrupt = onInterrupt();
  using native = new NativeLibraries();
  const screen = new Screen();
  const allowed = Math.floor(count * TWINS_DIFFERENT_MAX_SHARE);
  let different = 0;
  let done = 0;
  try {
    const runs = runTwins(count, {
      ...session,
      native,
      cpus: placeOnCpus(),
      pinsController: true,
      run: describe(session),
      signal: interrupt.signal,
      onProgress: (progress) => screen.show(progress),
    });
    for await (const twins of runs) {
      screen.clear();
      done++;
      if (twins.different !== null) different++;
      const detectable = `changes of ${formatChange(twins.detectable)} could be shown`;
      console.log(`${twins.number}/${count}: ${twins.different ?? "no difference"}; ${detectable}`);
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    screen.clear();
    console.log(reasonOf(interrupt));
  }
  console.log(`${different} of ${done} runs called the baseline different from itself`);
  return interrupt.exitCode ?? (different > allowed ? EXIT_TWINS_DIFFER : 0);
}

function describe(session: BenchSession): RunLine {
  const { argv, seed, quick, scenarios, leftOut } = session;
  return describeRun({
    task: "bench",
    argv,
    seed,
    quick,
    placement: describePlacement(placeOnCpus().placement),
    scenarios: describeScenarios(scenarios),
    ...(leftOut.length > 0 ? { leftOut } : {}),
  });
}

function reasonOf(interrupt: Interrupt): string {
  return `interrupted by ${interrupt.name ?? "a signal"}`;
}

/** Writes the reports, and prints their answers and where they are. */
function writeReports(path: string, { run, out }: { run: RunLine; out: string }): void {
  const results = readResults(path);
  const { partial } = results;
  const verdicts = conformanceOf(run, out);
  const comparisons = compareRun(results);
  if (partial !== null) console.log(`PARTIAL: ${partial}`);
  console.log(renderAnswersText({ run, partial, comparisons, verdicts }));
  for (const { name, text } of renderFiles(results, { verdicts })) {
    Deno.writeTextFileSync(`${out}/${name}`, text);
    console.log(`report: ${out}/${name}`);
  }
}

/** The verdicts of a conformance run of the same commit: who broke a rule is struck out. */
function conformanceOf({ commit }: RunLine, out: string): readonly VerdictLine[] {
  try {
    const results = readResults(`${out}/../conformance/results.jsonl`);
    const isSame = results.run.commit === commit && commit !== "unknown";
    return isSame ? verdictsOf(results) : [];
  } catch (error) {
    if (error instanceof ResultError) return [];
    throw error;
  }
}
