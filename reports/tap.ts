/** TAP 14 of a conformance run. @module */
import type { VerdictLine } from "../results/schema.ts";
import type { ConformanceReport } from "./conformance_markdown.ts";
import { flatten } from "./format.ts";
import { VERDICT_WORDS } from "./verdict_words.ts";

/**
 * Renders verdicts as TAP 14: a test point for each rule and implementation.
 *
 * A rule that was not exercised is a plain `not ok`: with `# TODO` a harness would count it as
 * harmless, with `# SKIP` as passed, and it is neither.
 */
export function renderTap({ partial, verdicts }: ConformanceReport): string {
  const plan = verdicts.length === 0 ? "1..0 # SKIP nothing was checked" : `1..${verdicts.length}`;
  return [
    "TAP version 14",
    plan,
    ...verdicts.map((line, index) => renderPoint(line, index + 1)),
    ...(partial === null ? [] : [`Bail out! ${flatten(partial)}`]),
    "",
  ].join("\n");
}

function renderPoint(line: VerdictLine, number: number): string {
  const name = escapeDescription(`${line.rule} ${line.implementation}`);
  if (line.verdict === "holds") return `ok ${number} - ${name}`;
  if (line.verdict === "skipped") {
    const reason = escapeDescription(line.reason ?? "no reason was given");
    return `ok ${number} - ${name} # SKIP ${reason}`;
  }
  return `not ok ${number} - ${name}\n${renderDiagnostics(line)}`;
}

/** A YAML block; JSON strings are YAML. */
function renderDiagnostics(line: VerdictLine): string {
  const { requirement, on, expected, actual, reason, seed, replay } = line;
  const verdict = VERDICT_WORDS[line.verdict];
  const facts = { verdict, requirement, on, expected, actual, reason, seed, replay };
  const rows = Object.entries(facts)
    .flatMap(([key, value]) => value === undefined ? [] : [`  ${key}: ${JSON.stringify(value)}`]);
  return ["  ---", ...rows, "  ..."].join("\n");
}

function escapeDescription(text: string): string {
  return flatten(text).replaceAll("\\", "\\\\").replaceAll("#", "\\#");
}
