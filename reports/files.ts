/** Which report files a results file gives, and what stands in them. @module */
import { compareRun } from "../results/compare.ts";
import type { Results } from "../results/read.ts";
import type { MutantLine, VerdictLine } from "../results/schema.ts";
import { verdictsOf } from "../results/tally.ts";
import { renderConformanceMarkdown } from "./conformance_markdown.ts";
import { renderJunit, renderSelfTestJunit } from "./junit.ts";
import { renderKillMatrix } from "./kill_matrix.ts";
import { renderBenchMarkdown, renderBenchRuns } from "./markdown.ts";

/** A report, not yet written anywhere. */
export interface ReportFile {
  /** `report.md`. */
  readonly name: string;
  readonly text: string;
}

/**
 * Renders all reports of one results file.
 *
 * `verdicts` are those of other runs (conformance): who broke a rule there is struck out in a bench
 * report.
 */
export function renderFiles(
  results: Results,
  options: { readonly verdicts?: readonly VerdictLine[] } = {},
): readonly ReportFile[] {
  const { run, partial } = results;
  const own = verdictsOf(results);
  switch (run.task) {
    case "bench": {
      const verdicts = [...own, ...(options.verdicts ?? [])];
      const comparisons = compareRun(results);
      return [
        { name: "report.md", text: renderBenchMarkdown({ run, partial, comparisons, verdicts }) },
      ];
    }
    case "conformance": {
      const report = { run, partial, verdicts: own };
      return [
        { name: "conformance.md", text: renderConformanceMarkdown(report) },
        { name: "junit.xml", text: renderJunit(report) },
      ];
    }
    case "self-test": {
      const mutants = results.lines.filter((line): line is MutantLine => line.kind === "mutant");
      const junit = renderSelfTestJunit(mutants, { run, partial, verdicts: own });
      const matrix = renderKillMatrix(mutants, { verdicts: own, partial });
      return [{ name: "self_test.md", text: matrix }, { name: "junit.xml", text: junit }];
    }
  }
}

/**
 * Renders several bench runs as one report.
 *
 * @throws {RangeError} when one is of another task, or two have measured the same scenario.
 */
export function mergeBench(
  all: readonly Results[],
  options: { readonly verdicts: readonly VerdictLine[] },
): ReportFile {
  const sources = new Map<string, string>();
  for (const { run, source } of all) {
    if (run.task !== "bench") {
      throw new RangeError(`Cannot merge ${source}: it is of ${run.task}, not of bench`);
    }
    for (const { id } of run.scenarios) {
      const other = sources.get(id);
      if (other !== undefined) {
        throw new RangeError(`Cannot merge ${other} and ${source}: both have ${id}; leave one out`);
      }
      sources.set(id, source);
    }
  }
  const runs = all.map((results) => ({
    run: results.run,
    partial: results.partial,
    comparisons: compareRun(results),
  }));
  return { name: "report.md", text: renderBenchRuns(runs, options) };
}
