/** JUnit XML of a conformance run, for CI systems. @module */
import type { MutantLine, RunLine, VerdictLine } from "../results/schema.ts";
import { byImplementation, tallyVerdicts } from "../results/tally.ts";
import type { ConformanceReport } from "./conformance_markdown.ts";
import { VERDICT_WORDS } from "./verdict_words.ts";
import { escapeXml, renderElement } from "./xml.ts";

/**
 * Renders verdicts as JUnit XML: a suite an implementation, a case a rule.
 *
 * A rule that was not exercised is an `error`: the format has no word for it, and every other one
 * but `failure` is read as harmless. Own lines, no package: the format is five elements, and the
 * well-known builders bring an XML tree and more for it.
 */
export function renderJunit({ run, partial, verdicts }: ConformanceReport): string {
  const suites = [...byImplementation(verdicts)].map(([name, lines]) =>
    renderSuite(name, { lines, timestamp: run.startedAt })
  );
  const unfinished = partial === null ? [] : [renderUnfinished(partial)];
  const { failures, errors, skipped } = countOutcomes(verdicts);
  const root = renderElement("testsuites", {
    attributes: {
      name: `ringside ${run.task}`,
      tests: verdicts.length + unfinished.length,
      failures,
      errors: errors + unfinished.length,
      skipped,
      time: seconds(verdicts),
    },
    content: `\n${[...suites, ...unfinished].join("\n")}\n`,
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

/**
 * Renders a self-test as JUnit XML: a case for each mutant and rule that names it, passed when the
 * rule killed the mutant.
 */
export function renderSelfTestJunit(
  mutants: readonly MutantLine[],
  options: {
    readonly run: RunLine;
    readonly partial: string | null;
    readonly verdicts?: readonly VerdictLine[];
  },
): string {
  const { run, partial, verdicts = [] } = options;
  const lines = mutants.flatMap(({ mutant, bug, namedRules, killedBy }) => {
    const rules = namedRules.length === 0 ? ["(no rule names it)"] : namedRules;
    return rules.map((rule): VerdictLine => {
      const killed = killedBy.includes(rule);
      const reached = verdicts.find((line) => line.rule === rule && line.implementation === mutant);
      const fate = killed
        ? { verdict: "holds" as const }
        : { verdict: "broken" as const, expected: "killed", actual: describeFate(reached) };
      const known = { source: "", requirement: `Must die of: ${bug}`, on: reached?.on ?? "none" };
      return { kind: "verdict", rule, implementation: mutant, durationMs: 0, ...known, ...fate };
    });
  });
  return renderJunit({ run, partial, verdicts: lines });
}

function describeFate(reached: VerdictLine | undefined): string {
  if (reached === undefined) return "lived";
  const reason = reached.reason === undefined ? "" : `: ${reached.reason}`;
  return `lived (${VERDICT_WORDS[reached.verdict]}${reason})`;
}

function renderSuite(
  name: string,
  { lines, timestamp }: { lines: readonly VerdictLine[]; timestamp: string },
): string {
  const attributes = {
    name,
    tests: lines.length,
    ...countOutcomes(lines),
    time: seconds(lines),
    timestamp: timestamp.replace(/\.\d+Z$|Z$/, ""),
  };
  const content = `\n${lines.map(renderCase).join("\n")}\n  `;
  return `  ${renderElement("testsuite", { attributes, content })}`;
}

function renderCase(line: VerdictLine): string {
  const attributes = { name: line.rule, classname: line.implementation, time: seconds([line]) };
  const outcome = renderOutcome(line);
  if (outcome === undefined) return `    ${renderElement("testcase", { attributes })}`;
  const content = `\n      ${outcome}\n    `;
  return `    ${renderElement("testcase", { attributes, content })}`;
}

function renderOutcome(line: VerdictLine): string | undefined {
  const reason = line.reason ?? "no reason was given";
  switch (line.verdict) {
    case "holds":
      return undefined;
    case "skipped":
      return renderElement("skipped", { attributes: { message: reason } });
    case "broken": {
      const message = `expected ${line.expected ?? "?"}, got ${line.actual ?? "?"}`;
      const attributes = { type: "broken", message };
      return renderElement("failure", { attributes, content: escapeXml(describe(line)) });
    }
    case "not_exercised":
    case "error": {
      const attributes = {
        type: line.verdict,
        message: `${VERDICT_WORDS[line.verdict]}: ${reason}`,
      };
      return renderElement("error", { attributes, content: escapeXml(describe(line)) });
    }
  }
}

function describe(line: VerdictLine): string {
  const { requirement, source, on, expected, actual, reason, seed, replay } = line;
  return Object.entries({ requirement, source, on, expected, actual, reason, seed, replay })
    .flatMap(([name, value]) => value === undefined ? [] : [`${name}: ${value}`])
    .join("\n");
}

function renderUnfinished(partial: string): string {
  const error = renderElement("error", { attributes: { type: "partial", message: partial } });
  const attributes = { name: "the run was complete", classname: "ringside", time: "0.000" };
  const content = `\n    ${renderElement("testcase", { attributes, content: error })}\n  `;
  const counts = { tests: 1, failures: 0, errors: 1, skipped: 0, time: "0.000" };
  return `  ${
    renderElement("testsuite", { attributes: { name: "ringside", ...counts }, content })
  }`;
}

function countOutcomes(
  lines: readonly VerdictLine[],
): { failures: number; errors: number; skipped: number } {
  const tally = tallyVerdicts(lines);
  return {
    failures: tally.broken,
    errors: tally.error + tally.not_exercised,
    skipped: tally.skipped,
  };
}

function seconds(lines: readonly VerdictLine[]): string {
  return (lines.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000).toFixed(3);
}
