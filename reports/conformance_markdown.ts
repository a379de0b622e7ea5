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
    renderConformanceAnswer({ partial, verdicts }),
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
export function renderConformanceAnswer(
  { partial, verdicts }: Pick<ConformanceReport, "partial" | "verdicts">,
): string {
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
  const rules = `every rule that ${partial === null ? "could be checked" : "was reached"}`;
  const clauses = [
    kept.length > 0 ? `${describeKept(kept, groups.size)} ${rules}` : "",
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

/** What the host denied, and what never came to pass; folded behind it, what does not apply. */
function renderUnchecked(verdicts: readonly VerdictLine[]): string {
  const open = verdicts.filter((line) =>
    !isExempt(line) && (line.verdict === "skipped" || line.verdict === "not_exercised")
  );
  const exempt = verdicts.filter(isExempt);
  const listed = open.length === 0 ? "None." : listByReason(open);
  if (exempt.length === 0) return listed;
  const summary = `What does not apply, and why: ${plural(exempt.length, "check")}`;
  return `${listed}\n\n${details(summary, listByReason(exempt))}`;
}

/** One line a reason: many rules are skipped for the same one. */
function listByReason(verdicts: readonly VerdictLine[]): string {
  const groups = Map.groupBy(verdicts, ({ verdict, reason }) => JSON.stringify([verdict, reason]));
  return [...groups.values()].map((lines) => {
    const [line] = lines;
    const word = isExempt(line!) ? "" : `${VERDICT_WORDS[line!.verdict]}: `;
    const reason = (line!.reason ?? "no reason was given").replace(/^does not apply: /, "");
    const names = (key: "rule" | "implementation") =>
      [...new Set(lines.map((one) => one[key]))].map(formatCode).join(", ");
    return `- ${word}${escapeText(reason)} (${names("rule")}; ${names("implementation")})`;
  }).join("\n");
}

function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

function renderRules(verdicts: readonly VerdictLine[]): string {
  const rules = new Map(verdicts.map((line) => [line.rule, line]));
  if (rules.size === 0) return "None.";
  const list = [...rules.values()].toSorted((a, b) => a.rule < b.rule ? -1 : 1)
    .map((line) => `- ${formatCode(line.rule)}: ${escapeText(line.requirement)} (${line.source})`)
    .join("\n");
  return details(`What ${plural(rules.size, "rule")} ask for, and by which source`, list);
}
