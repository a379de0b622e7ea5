/** The kill matrix of a self-test: which rule finds which mutant. @module */
import type { MutantLine, VerdictLine } from "../results/schema.ts";
import { escapeText, formatCode, joinWords, plural, renderTable } from "./format.ts";

/** A self-test, judged. */
export interface SelfTestJudgement {
  /** Mutants that a rule which names them let live: `{ mutant, rules }`. */
  readonly survivors: readonly { readonly mutant: string; readonly rules: readonly string[] }[];
  /** Rules that were run and killed nothing. */
  readonly idle: readonly string[];
}

/** Judges a self-test: every mutant dies by each rule that names it, every rule kills one. */
export function judgeSelfTest(
  mutants: readonly MutantLine[],
  verdicts: readonly VerdictLine[] = [],
): SelfTestJudgement {
  const survivors = mutants.flatMap(({ mutant, namedRules, killedBy }) => {
    const rules = namedRules.filter((rule) => !killedBy.includes(rule));
    return rules.length > 0 || namedRules.length === 0 ? [{ mutant, rules }] : [];
  });
  const killers = new Set(mutants.flatMap(({ killedBy }) => killedBy));
  const named = mutants.flatMap(({ namedRules }) => namedRules);
  const ran = verdicts.filter(({ verdict }) => verdict !== "skipped").map(({ rule }) => rule);
  const rules = new Set([...ran, ...named]);
  return { survivors, idle: [...rules].filter((rule) => !killers.has(rule)) };
}

/** The judgement in one sentence. */
export function renderSelfTestAnswer(
  mutants: readonly MutantLine[],
  verdicts: readonly VerdictLine[] = [],
): string {
  if (mutants.length === 0) return "No answer: no mutant was run.";
  const { survivors, idle } = judgeSelfTest(mutants, verdicts);
  const fates = survivors.map(({ mutant, rules }) => {
    const missed = rules.length === 0
      ? "named by no rule"
      : `missed by ${rules.map(formatCode).join(", ")}`;
    return `${formatCode(mutant)} (${missed})`;
  });
  const lived = fates.length === 0
    ? `all ${plural(mutants.length, "mutant")} killed by every rule that names them`
    : `${fates.length} of ${plural(mutants.length, "mutant")} survived: ${joinWords(fates)}`;
  const useless = idle.length === 0
    ? "every rule killed at least one"
    : `rules that killed nothing: ${joinWords(idle.map(formatCode))}`;
  return `${lived}; ${useless}.`;
}

/** Renders the kill matrix as Markdown: mutants, their bugs and killers, then the matrix itself. */
export function renderKillMatrix(
  mutants: readonly MutantLine[],
  options: { readonly verdicts?: readonly VerdictLine[]; readonly partial?: string | null } = {},
): string {
  const { verdicts = [], partial = null } = options;
  const list = mutants.map((line, index) => [
    String(index + 1),
    formatCode(lastPart(line.mutant)),
    fateOf(line),
    escapeText(line.bug),
  ]);
  const tables = mutants.length === 0 ? [] : [
    "## Mutants",
    renderTable(["no", "mutant", "fate", "bug"], list, { right: [0] }),
    "## Matrix",
    renderMatrix(mutants, verdicts),
  ];
  const sections = [
    "# ringside self-test",
    partial === null ? "" : `> **Partial**: ${escapeText(partial)}. What was run stands below.`,
    renderSelfTestAnswer(mutants, verdicts),
    ...tables,
  ];
  return `${sections.filter((part) => part !== "").join("\n\n")}\n`;
}

function lastPart(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

function fateOf({ namedRules, killedBy }: MutantLine): string {
  const missed = namedRules.filter((rule) => !killedBy.includes(rule));
  if (namedRules.length === 0) return "**not named**";
  return missed.length === 0 ? "killed" : `**survived** ${missed.map(formatCode).join(" ")}`;
}

function renderMatrix(mutants: readonly MutantLine[], verdicts: readonly VerdictLine[]): string {
  const rules = new Set([
    ...mutants.flatMap(({ namedRules, killedBy }) => [...namedRules, ...killedBy]),
    ...verdicts.map(({ rule }) => rule),
  ]);
  const checked = new Set(verdicts.map((line) => JSON.stringify([line.rule, line.implementation])));
  const rows = [...rules].toSorted().map((rule) => [
    formatCode(rule),
    ...mutants.map((line) => {
      const named = line.namedRules.includes(rule);
      if (line.killedBy.includes(rule)) return named ? "K" : "k";
      if (named) return "S";
      return checked.has(JSON.stringify([rule, line.mutant])) ? "." : "";
    }),
  ]);
  const header = ["rule", ...mutants.map((_, index) => String(index + 1))];
  return `${renderTable(header, rows)}\n\n` +
    "Columns are mutants by number. K killed by a rule that names it, k killed by another, " +
    "S survived a rule that names it, . lived as nobody promised otherwise, empty: not run.";
}
