/** Which rows a scenario has: baseline, twin, subjects, floors, the loop in C. @module */
import type { HostTraits } from "../lib/implementation.ts";
import type { Parameters, RowRole } from "../results/schema.ts";
import type { WorkerSource } from "./protocol.ts";
import type { PathImplementation, Scenario, TableName } from "./scenario.ts";

/** One row: who is measured, and as what. */
export interface Row {
  /** The name in the results: `copy`, `null`, `native`. */
  readonly name: string;
  readonly role: RowRole;
  readonly worker: WorkerSource;
  /** Null for what is no implementation. */
  readonly traits: HostTraits | null;
  /** Whose row it is; undefined for what is no implementation. */
  readonly table?: TableName;
}

/** An implementation and the module that exports it, as a file URL. */
export interface Candidate {
  readonly implementation: PathImplementation;
  readonly module: string;
  /** Which table it stands in. @default {"ringbuf"} */
  readonly table?: TableName;
}

/** Somebody who has no row here, and why. */
export interface Missing {
  readonly name: string;
  readonly reason: string;
  readonly cure: string;
}

/** The shared object of the native row, or why there is none. */
export type NativeLibrary =
  | { readonly libraryPath: string }
  | { readonly reason: string; readonly cure: string };

/** What the rows are made from. */
export interface RowOptions {
  /** Of all tables; within each one, the baseline first. */
  readonly candidates: readonly Candidate[];
  readonly native: NativeLibrary;
  /** Only the baseline and its twin: the check of the harness itself. */
  readonly onlyTwins?: boolean;
}

/** The rows of a scenario, and who is missing. */
export function planRows(
  scenario: Scenario,
  options: RowOptions,
): { readonly rows: readonly Row[]; readonly missing: readonly Missing[] } {
  const rows: Row[] = [];
  const missing: Missing[] = [];
  for (const table of tablesOf(scenario)) {
    const own = options.candidates.filter((one) => (one.table ?? "ringbuf") === table);
    const taken = options.onlyTwins ? own.slice(0, 1) : own;
    for (const [index, candidate] of taken.entries()) {
      const { name } = candidate.implementation;
      const probe = candidate.implementation.probe();
      if (!probe.available) {
        missing.push({ name, reason: probe.reason, cure: probe.cure });
        continue;
      }
      rows.push(rowOf(candidate, index === 0 ? "baseline" : "subject"));
      if (index === 0) rows.push(rowOf(candidate, "baseline_again"));
    }
  }
  if (options.onlyTwins) return { rows, missing };
  for (const name of scenario.floors) {
    rows.push({ name, role: "floor", worker: { kind: "floor", name }, traits: null });
  }
  if (scenario.native) {
    if ("libraryPath" in options.native) rows.push(nativeRow(options.native.libraryPath));
    else missing.push({ name: "native", ...options.native });
  }
  return { rows, missing };
}

/** What a row is called where the role must show: `copy (again)`. */
export function labelOf({ name, role }: Row): string {
  return role === "baseline_again" ? `${name} (again)` : name;
}

/**
 * Rows that a verdict compares are alive, and take turns, together. Floors and the loop in C get no
 * verdict: they follow, once those have gone, so that fewer processes take up memory at once.
 */
export function wavesOf(rows: readonly Row[]): readonly (readonly Row[])[] {
  const isJudged = ({ role }: Row) => role !== "floor" && role !== "native";
  const waves = [rows.filter(isJudged), rows.filter((row) => !isJudged(row))];
  return waves.filter((wave) => wave.length > 0);
}

/** Whose rows a scenario has: `ringbuf/batch` those of the table `ringbuf`, unless it says more. */
export function tablesOf({ id, tables }: Scenario): readonly TableName[] {
  return tables ?? [id.slice(0, id.indexOf("/")) as TableName];
}

function rowOf({ implementation, module, table = "ringbuf" }: Candidate, role: RowRole): Row {
  const { name, traits } = implementation;
  const worker = { kind: "implementation", name, module, path: table } as const;
  return { name, role, traits, table, worker };
}

function nativeRow(libraryPath: string): Row {
  return { name: "native", role: "native", traits: null, worker: { kind: "native", libraryPath } };
}

/** `payloadBytes 64, consumer touch`. */
export function describe(parameters: Parameters): string {
  return Object.entries(parameters).map(([name, value]) => `${name} ${value}`).join(", ");
}
