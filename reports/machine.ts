/** Where and how a run took place: what a reader needs to doubt it, or to repeat it. @module */
import type { RunLine } from "../results/schema.ts";
import { escapeText, flatten, formatCode, formatValue, renderTable } from "./format.ts";

/** The machine section of a report, its heading left out. */
export function renderMachine(run: RunLine): string {
  const { machine } = run;
  const rows: [string, string][] = [
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
  return `${renderTable(["", ""], rows)}\n\n${renderMitigations(machine.mitigations)}`;
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
