/** Sorts raw lines into rows: one per scenario, parameters and implementation. @module */
import { valueOf } from "./metrics.ts";
import type {
  MemoryLine,
  Metric,
  Parameters,
  ResultLine,
  RoundLine,
  RowRole,
  SyscallLine,
} from "./schema.ts";
import { median } from "./statistics.ts";

/** All raw lines of one row. */
export interface RawRow {
  readonly implementation: string;
  readonly role: RowRole;
  /** Rounds that count. */
  readonly rounds: RoundLine[];
  /** Rounds that moved the wrong amount or bytes. */
  readonly voided: RoundLine[];
  readonly syscalls: SyscallLine[];
  readonly memory: MemoryLine[];
}

/** The rows that share their parameters, and so can be compared. */
export interface RawGroup {
  readonly parameters: Parameters;
  readonly rows: RawRow[];
}

type Measured = RoundLine | SyscallLine | MemoryLine;

/** The groups of one scenario, in the order in which they were first seen. */
export function groupLines(lines: readonly ResultLine[], scenario: string): RawGroup[] {
  const groups = new Map<string, RawGroup>();
  for (const line of lines) {
    if (line.kind !== "round" && line.kind !== "syscalls" && line.kind !== "memory") continue;
    if (line.scenario !== scenario) continue;
    const key = parameterKey(line.parameters);
    let group = groups.get(key);
    if (group === undefined) {
      group = { parameters: line.parameters, rows: [] };
      groups.set(key, group);
    }
    place(line, findRow(group.rows, line));
  }
  return [...groups.values()];
}

/** The same for the same parameters, in whatever order they were written. */
export function parameterKey(parameters: Parameters): string {
  return JSON.stringify(Object.entries(parameters).sort(([a], [b]) => a < b ? -1 : 1));
}

function findRow(rows: RawRow[], { implementation, role }: Measured): RawRow {
  const found = rows.find((row) => row.implementation === implementation && row.role === role);
  if (found) return found;
  const row = { implementation, role, rounds: [], voided: [], syscalls: [], memory: [] };
  rows.push(row);
  return row;
}

function place(line: Measured, row: RawRow): void {
  if (line.kind === "syscalls") row.syscalls.push(line);
  else if (line.kind === "memory") row.memory.push(line);
  else if (line.void === undefined) row.rounds.push(line);
  else row.voided.push(line);
}

/** For each set of processes, by its number, the median of `metric` over its rounds. */
export function pairMedians(row: RawRow, metric: Metric): Map<number, number> {
  const values = new Map<number, number[]>();
  for (const round of row.rounds) {
    const value = valueOf(round, metric);
    if (value === undefined) continue;
    const list = values.get(round.pair);
    if (list) list.push(value);
    else values.set(round.pair, [value]);
  }
  return new Map([...values].map(([pair, list]) => [pair, median(list)]));
}
