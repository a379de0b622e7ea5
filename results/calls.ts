/** System calls compared: counted one by one, so that a round is enough and no interval is needed. @module */
import type { Cell, Syscalls, Verdict } from "./comparison.ts";
import type { RawGroup, RawRow } from "./groups.ts";
import type { Metric, SyscallLine } from "./schema.ts";

/** All calls of an operation, for the scenarios that ask for it. */
export const SYSTEM_CALLS: Metric = {
  id: "systemCalls",
  title: "System calls",
  unit: "",
  evidence: "exact",
  better: "lower",
  per: "operation",
};

const VERDICTS: Readonly<Record<NonNullable<Syscalls["against"]>, Verdict>> = {
  fewer: "better",
  more: "worse",
  equal: "no difference shown",
  alike: "no difference shown",
};

interface Calls {
  readonly operations: number;
  readonly counts: Record<string, number>;
  readonly perOperation: number;
}

function totalCalls(lines: readonly SyscallLine[]): Calls | null {
  const counts: Record<string, number> = {};
  let operations = 0;
  for (const line of lines) {
    operations += line.operations;
    for (const [name, count] of Object.entries(line.counts)) {
      counts[name] = (counts[name] ?? 0) + count;
    }
  }
  if (operations === 0) return null;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { operations, counts, perOperation: total / operations };
}

/** The calls of each row whose calls were counted, against the baseline of the group. */
export function compareCalls({ rows }: RawGroup): Map<RawRow, Syscalls> {
  const totals = new Map(rows.flatMap((row) => {
    const calls = totalCalls(row.syscalls);
    return calls === null ? [] : [[row, calls] as const];
  }));
  const ofRole = (role: RawRow["role"]) =>
    totals.get(rows.find((row) => row.role === role)!) ?? null;
  const against = { baseline: ofRole("baseline"), twin: ofRole("baseline_again") };
  return new Map([...totals].map(([row, calls]) => [row, compareRow(row, calls, against)]));
}

/** The same as cells of {@linkcode SYSTEM_CALLS}. */
export function callCells(group: RawGroup): Map<RawRow, Cell> {
  return new Map([...compareCalls(group)].map(([row, calls]) => [row, toCell(row, calls)]));
}

/** A difference is one when it is more than the twins'. */
function compareRow(
  row: RawRow,
  calls: Calls,
  { baseline, twin }: { readonly baseline: Calls | null; readonly twin: Calls | null },
): Syscalls {
  if (baseline === null || row.role === "baseline") return { ...calls, ratio: null, against: null };
  const difference = calls.perOperation - baseline.perOperation;
  const ratio = baseline.perOperation > 0 ? calls.perOperation / baseline.perOperation : null;
  const noise = twin === null ? 0 : Math.abs(twin.perOperation - baseline.perOperation);
  const against = difference === 0
    ? "equal"
    : Math.abs(difference) <= noise
    ? "alike"
    : difference < 0
    ? "fewer"
    : "more";
  return { ...calls, ratio, against };
}

function toCell({ role, syscalls }: RawRow, { perOperation, ratio, against }: Syscalls): Cell {
  const cell = { value: perOperation, pairs: syscalls.length, ratio: null };
  if (role === "baseline") return { ...cell, verdict: "baseline" };
  if (role !== "subject" && role !== "baseline_again") {
    return { ...cell, verdict: "not judged", reason: "for orientation" };
  }
  if (against === null || ratio === null) {
    return { ...cell, verdict: "not judged", reason: "no calls of the baseline were counted" };
  }
  const exact = { estimate: ratio, low: ratio, high: ratio, p: 0, adjustedP: 0, detectable: 0 };
  return { ...cell, ratio: { ...exact, pairs: syscalls.length }, verdict: VERDICTS[against] };
}
