/** The doctor's findings as aligned text. @module */
import type { ExaminedCheck, HostReport } from "../lib/host/doctor.ts";

const STATUS_WIDTH = 9;

/** One line a check, with what it costs and what mends it below those that are not well. */
export function renderDoctor(report: HostReport): string {
  const width = Math.max(...report.checks.map(({ id }) => id.length)) + 2;
  const lines = report.checks.flatMap((check) => renderCheck(check, width));
  return [...lines, "", renderAnswer(report)].join("\n");
}

function renderCheck(check: ExaminedCheck, width: number): string[] {
  const margin = " ".repeat(STATUS_WIDTH + width);
  const detail = check.detail.replaceAll("\n", `\n${margin}`);
  const head = check.status.padEnd(STATUS_WIDTH) + check.id.padEnd(width) + detail;
  if (check.status === "ok") return [head];
  return [head, `${margin}so:   ${check.costs}`, `${margin}mend: ${check.cure}`];
}

/** What can be run, in a sentence. */
function renderAnswer({ checks, complete }: HostReport): string {
  const missing = checks.filter(({ status }) => status === "missing");
  const limited = checks.filter(({ status }) => status === "limited").length;
  if (complete && missing.length === 0) {
    const less = limited === 0
      ? ""
      : `, with ${limited} limit${limited > 1 ? "s" : ""} named above`;
    return `Everything runs here${less}.`;
  }
  const parts = missing.map(({ id, neededBy }) => `${id} (${neededBy.join(", ")})`).join(", ");
  return complete
    ? `bench and conformance run here; missing: ${parts}.`
    : `Not everything that bench and conformance need is here; missing: ${parts}.`;
}
