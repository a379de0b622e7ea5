/** conformance.md: who keeps which rule, and for each that is broken what came instead. @module */
import type { RunLine, VerdictLine } from "../results/schema.ts";
import { byImplementation, isExempt, tallyVerdicts } from "../results/tally.ts";
import { renderMatrix } from "./conformance_matrix.ts";
import { escapeText, flatten, formatCode, joinWords, plural } from "./format.ts";
import { renderMachine } from "./machine.ts";
import { describeVerdicts, VERDICT_WORDS } from "./verdict_words.ts";

/** What a conformance report is made from. */
export interface ConformanceReport {
  readonly run: RunLine;
  /** Why this is not a whole run; null for a complete one. */
  readonly partial: string | null;
  readonly verdicts: readonly VerdictLine[];
}

/** Renders a conformance run as Markdown; reads well as plain text. */
export function renderConformanceMarkdown({ run, partial, verdicts }: ConformanceReport): string {
  const sections = [
    "# ringside conformance",
    partial === null ? "" : `> **Partial**: ${escapeText(partial)}. What was checked stands below.`,
    renderConformanceAnswer(verdicts),
    "## Rules and implementations",
    renderMatrix(verdicts),
    "## Broken and failed",
    renderFailures(verdicts),
    "## Skipped and not exercised",
    renderUnchecked(verdicts),
    "## Rules",
    renderRules(verdicts),
    "## Machine",
    renderMachine(run),
  ];
  return `${sections.filter((part) => part !== "").join("\n\n")}\n`;
}

/** The answer in one sentence: who keeps every rule, who does not, and what is not known. */
export function renderConformanceAnswer(verdicts: readonly VerdictLine[]): string {
  if (verdicts.length === 0) return "No answer: nothing was checked.";
  const groups = byImplementation(verdicts);
  const broken: string[] = [];
  const kept: string[] = [];
  const open: string[] = [];
  for (const [name, lines] of groups) {
    const tally = tallyVerdicts(lines);
    if (tally.broken > 0) {
      const rules = lines.filter(({ verdict }) => verdict === "broken");
      broken.push(
        `~~${formatCode(name)}~~ (${rules.map(({ rule }) => formatCode(rule)).join(", ")})`,
      );
    } else if (tally.holds > 0 && tally.error + tally.not_exercised === 0) {
      kept.push(formatCode(name));
    } else open.push(`${formatCode(name)} (${describeVerdicts(lines)})`);
  }
  const clauses = [
    kept.length > 0 ? `${describeKept(kept, groups.size)} every rule that could be checked` : "",
    broken.length > 0 ? `broken by ${joinWords(broken)}` : "no rule was found broken",
    open.length > 0 ? `not decided: ${joinWords(open)}` : "",
  ].filter((clause) => clause !== "");
  const checks = `${plural(verdicts.length, "check")}: ${describeVerdicts(verdicts)}`;
  return `${capitalize(clauses.join("; "))}. ${checks}.`;
}

/** More names than this are read by nobody: the matrix has them. */
const NAMES_MAX = 8;

function describeKept(kept: readonly string[], count: number): string {
  if (kept.length === 1) return `${kept[0]} keeps`;
  if (kept.length <= NAMES_MAX) return `${joinWords(kept)} keep`;
  return kept.length === count
    ? `all ${count} implementations keep`
    : `${kept.length} of ${count} implementations keep`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function renderFailures(verdicts: readonly VerdictLine[]): string {
  const failed = verdicts.filter(({ verdict }) => verdict === "broken" || verdict === "error");
  if (failed.length === 0) return "None.";
  return failed.map((line) => {
    const facts = [
      ["requirement", line.requirement],
      ["source", line.source],
      ["checked on", line.on],
      ["expected", line.expected],
      ["actual", line.actual],
      ["reason", line.reason],
      ["seed", line.seed === undefined ? undefined : String(line.seed)],
    ].flatMap(([name, value]) => value === undefined ? [] : [`- ${name}: ${escapeText(value)}`]);
    const replay = line.replay === undefined ? [] : [`- replay: ${formatReplay(line.replay)}`];
    const title = `### ${formatCode(line.rule)} ${VERDICT_WORDS[line.verdict]}: ` +
      formatCode(line.implementation);
    return `${title}\n\n${[...facts, ...replay].join("\n")}`;
  }).join("\n\n");
}

function formatReplay(command: string): string {
  return `\`${flatten(command).replaceAll("`", "'")}\``;
}

/** One line a reason: many rules are skipped for the same one. */
function renderUnchecked(verdicts: readonly VerdictLine[]): string {
  const groups = new Map<string, { line: VerdictLine; names: Set<string>; rules: Set<string> }>();
  for (const line of verdicts) {
    if (line.verdict !== "skipped" && line.verdict !== "not_exercised") continue;
    const word = isExempt(line) ? "does not apply" : VERDICT_WORDS[line.verdict];
    const key = JSON.stringify([word, line.reason]);
    const group = groups.get(key) ?? { line, names: new Set<string>(), rules: new Set<string>() };
    group.names.add(line.implementation);
    group.rules.add(line.rule);
    groups.set(key, group);
  }
  if (groups.size === 0) return "None.";
  return [...groups.values()].map(({ line, names, rules }) => {
    const reason = escapeText(line.reason ?? "no reason was given");
    const who = [...names].map(formatCode).join(", ");
    const what = [...rules].map(formatCode).join(", ");
    return `- ${VERDICT_WORDS[line.verdict]}: ${reason} (${what}; ${who})`;
  }).join("\n");
}

function renderRules(verdicts: readonly VerdictLine[]): string {
  const rules = new Map(verdicts.map((line) => [line.rule, line]));
  if (rules.size === 0) return "None.";
  return [...rules.values()].toSorted((a, b) => a.rule < b.rule ? -1 : 1)
    .map((line) => `- ${formatCode(line.rule)}: ${escapeText(line.requirement)} (${line.source})`)
    .join("\n");
}
