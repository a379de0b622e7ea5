/** Conformance and self-test as a tree of plain text, for a terminal. @module */
import type { MutantLine, VerdictLine } from "../results/schema.ts";
import { byImplementation, isExempt } from "../results/tally.ts";
import { renderAnswer } from "./answer.ts";
import { flatten } from "./format.ts";
import { renderConformanceAnswer } from "./conformance_markdown.ts";
import type { ConformanceReport } from "./conformance_markdown.ts";
import { renderSelfTestAnswer, type SelfTestOptions } from "./kill_matrix.ts";
import type { BenchReport } from "./markdown.ts";
import { findBroken } from "./struck.ts";
import { createView } from "./view.ts";
import { describeVerdicts, MARK_WORDS, markOf, VERDICT_WORDS } from "./verdict_words.ts";

/** So many rules that were skipped for one reason are named; the reports name all. */
const NAMED_MAX = 4;

/** Renders verdicts as a tree: implementations, then rules, then what went wrong. */
export function renderText({ partial, verdicts }: ConformanceReport): string {
  const trees = [...byImplementation(verdicts)].map(([name, lines]) => {
    const applying = lines.filter((line) => !isExempt(line));
    const skipped = applying.filter(({ verdict }) => verdict === "skipped");
    const others = applying.filter(({ verdict }) => verdict !== "skipped");
    const title = `${flatten(name)}: ${describeVerdicts(lines)}`;
    return [title, ...others.flatMap(renderVerdictText), ...renderSkipped(skipped)].join("\n");
  });
  return `${
    [
      ...trees,
      MARK_WORDS,
      ...renderPartial(partial),
      stripMarkdown(renderConformanceAnswer({ partial, verdicts })),
    ].join("\n\n")
  }\n`;
}

function renderPartial(partial: string | null): string[] {
  return partial === null ? [] : [`PARTIAL: ${flatten(partial)}`];
}

/** Skipped rules by their reason: without privileges most are, for the same one. */
function renderSkipped(lines: readonly VerdictLine[]): string[] {
  const byReason = new Map<string, VerdictLine[]>();
  for (const line of lines) {
    const reason = flatten(line.reason ?? "no reason was given");
    byReason.set(reason, [...byReason.get(reason) ?? [], line]);
  }
  return [...byReason].flatMap(([reason, [first, ...more]]) => {
    if (more.length === 0) return renderVerdictText(first!);
    const rules = [first!, ...more].map(({ rule }) => flatten(rule));
    const names = rules.length <= NAMED_MAX
      ? rules.join(", ")
      : `${rules.slice(0, NAMED_MAX).join(", ")} and ${rules.length - NAMED_MAX} more`;
    return [`  –  ${rules.length} rules skipped: ${reason}`, `       ${names}`];
  });
}

/** The answers of a bench run, a line a scenario, for a terminal. */
export function renderAnswersText({ comparisons, verdicts }: BenchReport): string {
  const broken = findBroken(verdicts);
  const answers = comparisons.map((comparison) => {
    const answer = renderAnswer(createView(comparison, broken));
    return `${flatten(comparison.scenario.id)}: ${stripMarkdown(answer)}`;
  });
  return [...answers, ...renderMissingText(comparisons)].join("\n");
}

/** What failed or is not there, a line a reason; what needs no cure is in the report alone. */
function renderMissingText(comparisons: BenchReport["comparisons"]): string[] {
  const byReason = new Map<string, Set<string>>();
  for (const { what, reason, cure } of comparisons.flatMap(unavailableOf)) {
    const why = flatten(`${reason}; ${cure}`);
    const names = byReason.get(why) ?? new Set<string>();
    byReason.set(why, names.add(flatten(what)));
  }
  return [...byReason].map(([why, names]) => `not measured: ${[...names].join(", ")}: ${why}`);
}

/** What is neither an implementation's nor a metric's is the whole scenario's. */
function unavailableOf({ scenario, unavailable }: BenchReport["comparisons"][number]) {
  return unavailable.filter(({ cure }) => cure !== "none is needed").map((one) => (
    { ...one, what: one.implementation ?? one.metric ?? scenario.id }
  ));
}

/** The lines of one verdict, indented; for progress as well. */
export function renderVerdictText(line: VerdictLine): string[] {
  const head = `  ${markOf(line).padEnd(2)} ${flatten(line.rule)}`;
  switch (line.verdict) {
    case "holds":
      return [head];
    case "broken":
      return [head, ...facts(line, ["requirement", "expected", "actual", "seed", "replay"])];
    default:
      return [
        `${head}  ${VERDICT_WORDS[line.verdict]}: ${flatten(line.reason ?? "no reason was given")}`,
        ...(line.verdict === "skipped" ? [] : facts(line, ["replay"])),
      ];
  }
}

function facts(
  line: VerdictLine,
  keys: readonly ("requirement" | "expected" | "actual" | "seed" | "replay")[],
): string[] {
  return keys.flatMap((key) => {
    const value = line[key];
    return value === undefined ? [] : [`       ${key}: ${flatten(String(value))}`];
  });
}

/** Renders a self-test as text: each mutant, by whom it was to be killed, and whether it was. */
export function renderSelfTestText(
  mutants: readonly MutantLine[],
  options: SelfTestOptions = {},
): string {
  const trees = mutants.map(({ mutant, bug, namedRules, killedBy }) => {
    const also = killedBy.filter((rule) => !namedRules.includes(rule));
    return [
      `${flatten(mutant)}: ${flatten(bug)}`,
      ...namedRules.map((rule) =>
        killedBy.includes(rule) ? `  ✓ ${rule}` : `  ✗ ${rule} let it live`
      ),
      ...(namedRules.length === 0 ? ["  ✗ no rule names it"] : []),
      ...(also.length === 0 ? [] : [`    also killed by ${also.join(", ")}`]),
    ].join("\n");
  });
  const answer = stripMarkdown(renderSelfTestAnswer(mutants, options));
  return `${[...trees, ...renderPartial(options.partial ?? null), answer].join("\n\n")}\n`;
}

/** The answer sentences have nothing but code marks, strike-outs, and what escapeText() escapes. */
function stripMarkdown(text: string): string {
  return text.replaceAll("~~", "").replaceAll(/(?<!\\)`/g, "").replaceAll(/\\(.)/g, "$1")
    .replaceAll("&lt;", "<").replaceAll("&amp;", "&");
}
