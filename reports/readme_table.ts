/** The table on the README's first screen: one scenario of a real run, in short. @module */
import { compareRun } from "../results/compare.ts";
import type { Cell, Group, Row, ScenarioComparison } from "../results/comparison.ts";
import type { Results } from "../results/read.ts";
import type { RunLine } from "../results/schema.ts";
import { formatCode, formatRatio, formatValue, renderTable } from "./format.ts";
import { describeSetting } from "./settings.ts";

/** Which scenario, and which of its settings are columns. */
export interface ReadmeChoice {
  readonly scenario: string;
  readonly settings: readonly Readonly<Record<string, string | number>>[];
}

/**
 * The table and the sentence under it, from the run that measured the scenario.
 *
 * @throws {RangeError} when none of the runs has that scenario, or not with those settings.
 */
export function renderReadmeTable(all: readonly Results[], choice: ReadmeChoice): string {
  const results = all.find(({ run }) => run.scenarios.some(({ id }) => id === choice.scenario));
  if (!results) throw new RangeError(`Cannot render ${choice.scenario}: it was not measured`);
  const comparison = compareRun(results).find(({ scenario }) => scenario.id === choice.scenario)!;
  const groups = choice.settings.map((setting) => findGroup(comparison, setting));
  const header = [
    `${comparison.headline.title}, per ${comparison.scenario.operation}`,
    ...groups.map(describeSetting),
  ];
  const rows = groups[0]!.rows
    .filter(({ role }) => role !== "floor")
    .toSorted((left, right) => ROLE_ORDER.indexOf(left.role) - ROLE_ORDER.indexOf(right.role))
    .map((row) => [label(row), ...groups.map((group) => value(sameRow(group, row), comparison))]);
  return [
    comparison.scenario.question,
    "",
    renderTable(header, rows, { right: groups.map((_, index) => index + 1) }),
    "",
    describeRun(results.run),
  ].join("\n");
}

function describeRun({ machine, command, startedAt, quick }: RunLine): string {
  const guest = machine.virtualization === null ? "" : `, a ${machine.virtualization} guest`;
  return `In brackets the 95 % interval of the ratio to the baseline, over fresh sets of ` +
    `processes. Measured by \`${command}\`${quick ? ", a quick run," : ""} on ` +
    `${startedAt.slice(0, 10)} with ${machine.cpuCount} x ${machine.cpu}, Linux ` +
    `${machine.kernel}${guest}: [the whole report](docs/sample/report.md), ` +
    `[the rules it keeps](docs/sample/conformance.md).`;
}

function findGroup(
  comparison: ScenarioComparison,
  setting: Readonly<Record<string, string | number>>,
): Group {
  const wanted = Object.entries(setting);
  const found = comparison.groups.find(({ parameters }) =>
    wanted.every(([name, value]) => parameters[name] === value)
  );
  if (found) return found;
  throw new RangeError(`Cannot render ${JSON.stringify(setting)}: it was not measured`);
}

function sameRow(group: Group, { implementation, role }: Row): Row | undefined {
  return group.rows.find((row) => row.implementation === implementation && row.role === role);
}

/** The baseline and its twin on top, the loop in C at the end. */
const ROLE_ORDER: readonly string[] = ["baseline", "baseline_again", "subject", "native"];

const ROLE_NOTES: Readonly<Record<string, string>> = {
  baseline: " (baseline)",
  baseline_again: " again (A/A)",
  native: " (the same loop in C)",
};

function label({ implementation, role }: Row): string {
  return formatCode(implementation) + (ROLE_NOTES[role] ?? "");
}

function value(row: Row | undefined, { headline }: ScenarioComparison): string {
  const cell: Cell | undefined = row?.cells.get(headline.id);
  if (!cell) return "–";
  const shown = formatValue(cell.value, headline.unit);
  if (!cell.ratio || cell.verdict === "baseline") return shown;
  return `${shown} (${formatRatio(cell.ratio.low)}–${formatRatio(cell.ratio.high)})`;
}
