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

/** What is known of a self-test beside its mutants. */
export interface SelfTestOptions {
  readonly verdicts?: readonly VerdictLine[];
  /** Why it is not a whole run. @default {null} */
  readonly partial?: string | null;
}

/** The judgement in one sentence; that of a partial run is of what it reached. */
export function renderSelfTestAnswer(
  mutants: readonly MutantLine[],
  { verdicts = [], partial = null }: SelfTestOptions = {},
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
    ? `All ${plural(mutants.length, "mutant")} killed by every rule that names them`
    : `${fates.length} of ${plural(mutants.length, "mutant")} survived: ${joinWords(fates)}`;
  const useless = idle.length === 0
    ? "every rule killed at least one"
    : `rules that killed nothing: ${joinWords(idle.map(formatCode))}`;
  return partial === null ? `${lived}; ${useless}.` : `Of what was reached: ${lived}; ${useless}.`;
}

/**
 * Renders the kill matrix as Markdown: mutants by path with their killers, and rules with theirs.
 * As lists: nearly every mutant has one rule, so that a table of all against all would be empty.
 */
export function renderKillMatrix(
  mutants: readonly MutantLine[],
  options: SelfTestOptions = {},
): string {
  const { verdicts = [], partial = null } = options;
  const tables = mutants.length === 0
    ? []
    : ["## Mutants", ...renderMutants(mutants), "## Rules", renderRules(mutants, verdicts)];
  const sections = [
    "# ringside self-test",
    partial === null ? "" : `> **Partial**: ${escapeText(partial)}. What was run stands below.`,
    renderSelfTestAnswer(mutants, options),
    ...tables,
  ];
  return `${sections.filter((part) => part !== "").join("\n\n")}\n`;
}

/** A table a folder of mutants: `mux/queue/mutants` is `mux/queue`. */
function renderMutants(mutants: readonly MutantLine[]): string[] {
  const paths = Map.groupBy(mutants, ({ mutant }) => folderOf(mutant).replace(/\/mutants$/, ""));
  return [...paths].map(([path, some]) => {
    const rows = some.map((line) => [
      formatCode(lastPart(line.mutant)),
      escapeText(line.bug),
      fateOf(line),
    ]);
    return `### ${formatCode(path)}\n\n${renderTable(["mutant", "bug", "fate"], rows)}`;
  });
}

function folderOf(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf("/")));
}

function lastPart(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** `killed by `shared/a`, also `shared/b``, or by whom it was missed. */
function fateOf({ namedRules, killedBy }: MutantLine): string {
  if (namedRules.length === 0) return "**not named**";
  const list = (rules: readonly string[]) => rules.map(formatCode).join(", ");
  const missed = namedRules.filter((rule) => !killedBy.includes(rule));
  const others = killedBy.filter((rule) => !namedRules.includes(rule));
  const killers = namedRules.filter((rule) => killedBy.includes(rule));
  return [
    missed.length > 0 ? `**survived** ${list(missed)}` : "",
    killers.length > 0 ? `killed by ${list(killers)}` : "",
    others.length > 0 ? `also ${list(others)}` : "",
  ].filter((part) => part !== "").join(", ");
}

/** A row a rule: how many mutants that it names it kills, and how many others. */
function renderRules(mutants: readonly MutantLine[], verdicts: readonly VerdictLine[]): string {
  const rules = new Set([
    ...mutants.flatMap(({ namedRules, killedBy }) => [...namedRules, ...killedBy]),
    ...verdicts.map(({ rule }) => rule),
  ]);
  const rows = [...rules].toSorted().map((rule) => {
    const named = mutants.filter(({ namedRules }) => namedRules.includes(rule));
    const killed = named.filter(({ killedBy }) => killedBy.includes(rule)).length;
    const others = mutants.filter(({ namedRules, killedBy }) =>
      killedBy.includes(rule) && !namedRules.includes(rule)
    ).length;
    return [formatCode(rule), `${killed} of ${named.length}`, others === 0 ? "" : String(others)];
  });
  const header = ["rule", "killed, of those it names", "others killed"];
  return renderTable(header, rows, { right: [1, 2] });
}
