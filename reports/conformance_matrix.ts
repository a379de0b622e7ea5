/** The matrix of a conformance report: rules and implementations. @module */
import type { VerdictLine } from "../results/schema.ts";
import { byImplementation } from "../results/tally.ts";
import { formatCode, renderTable } from "./format.ts";
import { MARK_WORDS, markOf } from "./verdict_words.ts";

/**
 * Renders the matrix. Of several paths: all implementations against the families of rules, then one
 * part for each path, since implementations of different paths share few rules and a table of all
 * would be empty for the most part and too wide to read.
 */
export function renderMatrix(verdicts: readonly VerdictLine[]): string {
  if (verdicts.length === 0) return "No verdict.";
  const paths = Map.groupBy(verdicts, ({ implementation }) => pathOf(implementation));
  const parts = paths.size === 1
    ? [renderPart(verdicts)]
    : [renderFamilies(verdicts), ...[...paths].map(renderPathPart)];
  return [...parts, `${MARK_WORDS}. Empty: not asked for.`].join("\n\n");
}

/** `ringbuf` of `ringbuf/copy`, and of `ringbuf/owned_until_commit`. */
function pathOf(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf("/")));
}

/** One row an implementation, one column a family of rules: how many of each verdict. */
function renderFamilies(verdicts: readonly VerdictLine[]): string {
  const families = [...new Set(verdicts.map(({ rule }) => pathOf(rule)))];
  const rows = [...byImplementation(verdicts)].map(([name, lines]) => [
    formatCode(name),
    ...families.map((family) => countMarks(lines.filter(({ rule }) => pathOf(rule) === family))),
  ]);
  const header = ["implementation", ...families.map((family) => `${formatCode(family)} rules`)];
  return renderTable(header, rows);
}

/** `14 ✓, 3 ✓f, 1 ✗, 2 ·`: what holds stands first, what does not apply last. */
function countMarks(lines: readonly VerdictLine[]): string {
  const place = (mark: string) => mark.startsWith("✓") ? mark.length - 3 : mark === "·" ? 1 : 0;
  return [...Map.groupBy(lines, markOf)].toSorted(([a], [b]) => place(a) - place(b))
    .map(([mark, { length }]) => `${length} ${mark}`).join(", ");
}

function renderPathPart([path, verdicts]: readonly [string, readonly VerdictLine[]]): string {
  return `### ${formatCode(path)}\n\n${renderPart(verdicts)}`;
}

/** One row a rule, one column an implementation; their names without the path. */
function renderPart(verdicts: readonly VerdictLine[]): string {
  const names = [...byImplementation(verdicts).keys()];
  const marks = new Map(
    verdicts.map((line) => [JSON.stringify([line.rule, line.implementation]), markOf(line)]),
  );
  const rows = [...new Set(verdicts.map(({ rule }) => rule))].toSorted().map((rule) => [
    formatCode(rule),
    ...names.map((name) => marks.get(JSON.stringify([rule, name])) ?? ""),
  ]);
  const header = ["rule", ...names.map((name) => formatCode(name.slice(pathOf(name).length + 1)))];
  return renderTable(header, rows);
}
