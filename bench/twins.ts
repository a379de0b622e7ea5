/** The check of the harness: a twin must not be called different. @module */
import { compareRun } from "../results/compare.ts";
import type { ResultLine, RunLine } from "../results/schema.ts";
import { type BenchOptions, runBench } from "./run.ts";

/** More than this share of runs called different, and no verdict of this host can be believed. */
export const TWINS_DIFFERENT_MAX_SHARE = 0.05;

/** One run of a scenario with nothing but the baseline and its twin. */
export interface TwinRun {
  readonly number: number;
  /** What was called different and by how much; null when, rightly, nothing was. */
  readonly different: string | null;
  /** The smallest change that this run could have shown, largest over its points; a share. */
  readonly detectable: number;
}

/** Runs the scenarios `count` times over, each with another seed. */
export async function* runTwins(
  count: number,
  options: Omit<BenchOptions, "emit" | "onlyTwins"> & { readonly run: RunLine },
): AsyncGenerator<TwinRun> {
  for (let number = 1; number <= count; number++) {
    const lines: ResultLine[] = [];
    const seed = options.seed + number;
    await runBench({ ...options, seed, onlyTwins: true, emit: (line) => lines.push(line) });
    yield judge(number, { run: options.run, lines });
  }
}

function judge(number: number, found: { run: RunLine; lines: readonly ResultLine[] }): TwinRun {
  const results = { source: "twins", end: null, partial: null, ...found };
  const comparisons = compareRun(results);
  const different = comparisons.map(({ unfit }) => unfit).find((unfit) => unfit !== null) ?? null;
  const detectable = comparisons.flatMap(({ groups, headline }) =>
    groups.flatMap(({ rows }) => rows.map(({ cells }) => cells.get(headline.id)?.ratio?.detectable))
  ).filter((share) => share !== undefined && Number.isFinite(share)) as number[];
  return { number, different, detectable: Math.max(0, ...detectable) };
}
