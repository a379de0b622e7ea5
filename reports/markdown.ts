/** report.md: the answers, then the tables, then all that a reader needs to doubt them. @module */
import type { ScenarioComparison } from "../results/comparison.ts";
import type { RunLine, VerdictLine } from "../results/schema.ts";
import { renderAnswer } from "./answer.ts";
import { renderBars, renderChart } from "./charts.ts";
import { escapeText, formatCode, plural, renderTable } from "./format.ts";
import { renderMachine, renderRuns } from "./machine.ts";
import { renderEvidence, renderMetrics, renderSyscalls } from "./resources.ts";
import { findBroken } from "./struck.ts";
import {
  MARK_LEGEND,
  renderAgainstNative,
  renderAsked,
  renderNoise,
  renderRatios,
  renderValues,
} from "./tables.ts";
import { createView, type View } from "./view.ts";

/** A bench run, compared. */
export interface BenchRun {
  readonly run: RunLine;
  /** Why this is not a whole run; null for a complete one. */
  readonly partial: string | null;
  readonly comparisons: readonly ScenarioComparison[];
}

/** What a bench report is made from. */
export interface BenchReport extends BenchRun {
  /** Verdicts of conformance: who broke a rule is struck out. */
  readonly verdicts: readonly VerdictLine[];
}

/** Renders a bench run as Markdown; reads well as plain text, and fits a job summary. */
export function renderBenchMarkdown({ verdicts, ...run }: BenchReport): string {
  return renderBenchRuns([run], { verdicts });
}

/** Renders several runs as one report, which says of each scenario from which run it is. */
export function renderBenchRuns(
  runs: readonly BenchRun[],
  { verdicts }: Pick<BenchReport, "verdicts">,
): string {
  const broken = findBroken(verdicts);
  const lines = runs.map(({ run }) => run);
  const parts = runs.flatMap(({ run, comparisons }, index) =>
    comparisons.map((comparison) => ({
      view: createView(comparison, broken),
      from: runs.length > 1 ? `${run.quick ? "Quick run" : "Run"} ${index + 1}.` : "",
    }))
  );
  const views = parts.map(({ view }) => view);
  const sections = [
    "# ringside bench",
    ...runs.map((one, index) => renderPartial(one, runs.length > 1 ? `run ${index + 1}: ` : "")),
    describeQuick(lines),
    verdicts.length > 0 ? "" : "No conformance verdicts were given: nobody is struck out here.",
    runs.length > 1 ? `Several runs, one after the other:\n\n${renderRuns(lines)}` : "",
    "## Answers",
    parts.map(renderAnswerItem).join("\n") || "No scenario was asked for.",
    renderLeftOut(lines),
    parts.length > 0 ? MARK_LEGEND : "",
    ...parts.map(renderScenario),
    "## Machine",
    renderMachine(...lines),
    "## Evidence",
    renderEvidence(views),
    "`exact`: counted event by event. `sampled`: by the timer tick, or read at a moment. " +
    "`charged elsewhere`: done on another's account.",
    "## Not measured",
    renderMissing(views),
    "## Read with care",
    [BIASES, ...lines.flatMap(describeLoad)].join("\n"),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

const BIASES = `- One machine, one kernel, one moment: ratios travel better than nanoseconds.
- Each figure is a median over fresh sets of processes; intervals are over those sets.
- A verdict needs significance after Holm's correction within the scenario and metric, and a change
  at least as large as the detectable one. "No difference shown" is not "equal".
- Rows are compared with the baseline only; the order among other rows is not tested.
- More in docs/biases.md and docs/methodology.md.`;

/** What to expect of a quick run, where there is one. */
function describeQuick(runs: readonly RunLine[]): string {
  if (!runs.some(({ quick }) => quick)) return "";
  return `${runs.length > 1 ? "A quick run below has" : "Quick run:"} short rounds and fewer ` +
    "settings, so that only larger changes show.";
}

/** What a quick run did not measure, although it was asked for. */
function renderLeftOut(runs: readonly RunLine[]): string {
  const ids = new Set(runs.flatMap(({ leftOut }) => leftOut ?? []));
  const measured = new Set(runs.flatMap(({ scenarios }) => scenarios.map(({ id }) => id)));
  const left = [...ids].filter((id) => !measured.has(id)).map(formatCode);
  if (left.length === 0) return "";
  return `Not measured, as a quick run leaves out what takes minutes: ${left.join(", ")}.`;
}

/** From this one-minute load on somebody else was at work when a run began. */
const LOAD_MIN = 0.5;

function describeLoad({ machine: { loadAverage, cpuCount } }: RunLine): string[] {
  if (!(Number.parseFloat(loadAverage) >= LOAD_MIN)) return [];
  const load = escapeText(loadAverage);
  return [`- The host was not idle before: load average ${load}, on ${cpuCount} CPUs.`];
}

function renderPartial({ partial }: BenchRun, from: string): string {
  if (partial === null) return "";
  return `> **Partial**: ${from}${escapeText(partial)}. What was measured stands below.`;
}

/** A scenario, and in a report of several runs a sentence on which one it is from. */
interface Part {
  readonly view: View;
  readonly from: string;
}

function renderAnswerItem({ view, from }: Part): string {
  const { id, question } = view.comparison.scenario;
  const answer = `- **${formatCode(id)}** ${escapeText(question)} ${renderAnswer(view)}`;
  return from === "" ? answer : `${answer} ${from}`;
}

function renderScenario({ view, from }: Part): string {
  const { scenario, groups, headline, unfit } = view.comparison;
  const title = `## ${formatCode(scenario.id)}`;
  const notes = (scenario.notes ?? []).map((note) => `- ${escapeText(note)}`);
  const question = `${escapeText(scenario.question)}${from === "" ? "" : ` ${from}`}`;
  const intro = [question, ...notes.length > 0 ? [notes.join("\n")] : []];
  if (!groups.some((group) => group.rows.some((row) => row.rounds > 0))) {
    return [title, intro.join("\n\n"), "No round counts."].join("\n\n");
  }
  const evidence = `${headline.title} (${headline.evidence}, ${headline.better} is better)`;
  return [
    title,
    ...intro,
    unfit === null ? "" : `> **Not fit to compare**: ${unfit}. Ratios stand, verdicts do not.`,
    `### ${evidence}`,
    renderValues(view),
    renderNoise(view),
    renderAgainstNative(view),
    renderBars(view),
    renderChart(view),
    details("Ratios, intervals and verdicts", renderRatios(view)),
    renderAsked(view),
    ...renderOthers(view),
  ].filter((part) => part !== "").join("\n\n");
}

/** What is beside the headline: of the scenario's own metrics first, then of every round. */
function renderOthers(view: View): string[] {
  const { own, common } = renderMetrics(view);
  const range = view.comparison.groups.length > 1
    ? " (least – most; marked where all settings agree)"
    : "";
  return [
    section(`### Other metrics of this scenario${range}`, own),
    section("### System calls by name", renderSyscalls(view)),
    common === "" ? "" : details(`CPU, wall time, switches, faults and memory${range}`, common),
  ];
}

function section(heading: string, body: string): string {
  return body === "" ? "" : `${heading}\n\n${body}`;
}

function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

function renderMissing(views: readonly View[]): string {
  const all = views.flatMap(({ comparison }) =>
    comparison.unavailable.map(({ implementation, metric, reason, cure }) => [
      formatCode(comparison.scenario.id),
      [implementation, metric].flatMap((name) => name === null ? [] : formatCode(name)).join(" ") ||
      "everything",
      escapeText(reason),
      escapeText(cure),
    ])
  );
  const rows = [...new Map(all.map((row) => [JSON.stringify(row), row])).values()];
  const missing = rows.length === 0
    ? "Nothing was unavailable."
    : renderTable(["scenario", "what", "why", "cure"], rows);
  const voids = views.flatMap(({ comparison }) =>
    comparison.voids.map(({ implementation, count, reasons }) =>
      `- ${formatCode(comparison.scenario.id)} ${formatCode(implementation)}: ` +
      `${plural(count, "void round")}, left out: ${reasons.slice(0, 5).map(escapeText).join("; ")}`
    )
  );
  return `${missing}\n\n${voids.length === 0 ? "No round was void." : voids.join("\n")}`;
}
