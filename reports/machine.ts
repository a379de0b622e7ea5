/** Where and how a run took place: what a reader needs to doubt it, or to repeat it. @module */
import type { RunLine } from "../results/schema.ts";
import { escapeText, flatten, formatCode, formatValue, renderTable } from "./format.ts";

/** The machine section of a report, its heading left out; of several runs, what differs in each. */
export function renderMachine(...runs: readonly RunLine[]): string {
  const [first, ...others] = runs.map(describe);
  const rows = first!.map(([name, value], index): [string, string] => {
    const values = [value, ...others.map((other) => other[index]![1])];
    const isSame = values.every((one) => one === value);
    return [name, isSame ? value : values.map((one, at) => `${at + 1}: ${one}`).join("; ")];
  });
  const mitigations = new Set(runs.map(({ machine }) => renderMitigations(machine.mitigations)));
  return [renderTable(["", ""], rows), ...mitigations].join("\n\n");
}

/** The runs that a report is made from, by number: what was typed, when, at which commit. */
export function renderRuns(runs: readonly RunLine[]): string {
  const rows = runs.map(({ command, startedAt, commit, quick, scenarios }, index) => [
    String(index + 1),
    formatCommand(command),
    quick ? "quick" : "full",
    escapeText(startedAt),
    escapeText(commit),
    String(scenarios.length),
  ]);
  return renderTable(["run", "command", "", "started", "commit", "scenarios"], rows);
}

function describe(run: RunLine): readonly [string, string][] {
  const { machine } = run;
  return [
    ["command", formatCommand(run.command)],
    ["started", escapeText(run.startedAt)],
    ["commit", escapeText(run.commit)],
    ["seed", String(run.seed)],
    ["kernel", escapeText(`${machine.kernel} ${machine.architecture}`)],
    ["CPU", escapeText(`${machine.cpuCount} x ${machine.cpu}`)],
    ["memory", formatValue(machine.memoryBytes, "bytes")],
    ["virtual machine", escapeText(machine.virtualization ?? "no")],
    ["frequency governor", escapeText(machine.governor)],
    ["load before", escapeText(machine.loadAverage)],
    ["user", escapeText(machine.effectiveUser)],
    ["placement", listPairs(run.placement)],
    ["limits", listPairs(machine.limits)],
    ["sysctls", listPairs(machine.sysctls)],
    ["versions", listPairs(machine.versions)],
  ];
}

/** The command whole, however long: it is there to be copied. */
function formatCommand(command: string): string {
  return `\`${flatten(command).replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}

function listPairs(pairs: Readonly<Record<string, string>>): string {
  const texts = Object.entries(pairs).map(([name, value]) => escapeText(`${name} ${value}`));
  return texts.length === 0 ? "none recorded" : texts.join(", ");
}

function renderMitigations(mitigations: Readonly<Record<string, string>>): string {
  const active = Object.entries(mitigations).filter(([, state]) => state !== "Not affected");
  const clear = Object.keys(mitigations).length - active.length;
  if (active.length === 0 && clear === 0) return "CPU mitigations: not known.";
  const list = active.map(([name, state]) => `- ${formatCode(name)}: ${escapeText(state)}`);
  const summary = `CPU mitigations: ${active.length} in force or open, ${clear} not affected`;
  if (active.length === 0) return `${summary}.`;
  return `<details><summary>${summary}</summary>\n\n${list.join("\n")}\n\n</details>`;
}
