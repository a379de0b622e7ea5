/** Conformance and self-test as a tree of plain text, for a terminal. @module */
import type { MutantLine, VerdictLine } from "../results/schema.ts";
import { byImplementation, isExempt } from "../results/tally.ts";
import { flatten } from "./format.ts";
import { renderConformanceAnswer } from "./conformance_markdown.ts";
import type { ConformanceReport } from "./conformance_markdown.ts";
import { renderSelfTestAnswer } from "./kill_matrix.ts";
import { describeVerdicts, MARK_WORDS, markOf, VERDICT_WORDS } from "./verdict_words.ts";

/** Renders verdicts as a tree: implementations, then rules, then what went wrong. */
export function renderText({ partial, verdicts }: ConformanceReport): string {
  const trees = [...byImplementation(verdicts)].map(([name, lines]) => {
    const applying = lines.filter((line) => !isExempt(line));
    const title = `${flatten(name)}: ${describeVerdicts(lines)}`;
    return [title, ...applying.flatMap(renderVerdictText)].join("\n");
  });
  return `${
    [
      ...trees,
      MARK_WORDS,
      ...(partial === null ? [] : [`PARTIAL: ${flatten(partial)}`]),
      stripMarkdown(renderConformanceAnswer(verdicts)),
    ].join("\n\n")
  }\n`;
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
  verdicts: readonly VerdictLine[] = [],
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
  const answer = stripMarkdown(renderSelfTestAnswer(mutants, verdicts));
  return `${[...trees, answer].join("\n\n")}\n`;
}

/** The answer sentence has nothing but code marks and strike-outs. */
function stripMarkdown(text: string): string {
  return text.replaceAll("~~", "").replaceAll("`", "");
}
