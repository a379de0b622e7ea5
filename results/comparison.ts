/** What a comparison says: the shapes that compare.ts fills and the renderers read. @module */
import type { Metric, Parameters, RowRole, RunLine, UnavailableLine } from "./schema.ts";
import type { Interval } from "./statistics.ts";

/** The words of a verdict, the same everywhere. */
export type Verdict = "baseline" | "better" | "worse" | "no difference shown" | "not judged";

/** A row's ratio to the baseline of the same set of processes. */
export interface Ratio extends Interval {
  /** Of the mean log-ratio being zero, before and after Holm's correction. */
  readonly p: number;
  readonly adjustedP: number;
  /** The smallest change this row could show, as a share: 0.03 is 3 %. */
  readonly detectable: number;
  /** Sets of processes in which both have a round that counts. */
  readonly pairs: number;
}

/** One metric of one row. */
export interface Cell {
  /** The median over the pair medians. */
  readonly value: number;
  readonly pairs: number;
  /** Null where there is nothing to divide: no baseline, or a zero. */
  readonly ratio: Ratio | null;
  readonly verdict: Verdict;
  /** Why it was not judged. */
  readonly reason?: string;
}

/**
 * System calls of a row, counted and not estimated. How often a loop waits depends on the moment,
 * so what differs by no more than two rows of the baseline do is not called: `alike`.
 */
export interface Syscalls {
  readonly operations: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly perOperation: number;
  /** Calls per operation over the baseline's; null without a baseline, or one with no calls. */
  readonly ratio: number | null;
  /** Against the baseline; null without a baseline, or for it. */
  readonly against: "fewer" | "more" | "equal" | "alike" | null;
}

/** Memory of a row: the largest peak, and the median heap growth per operation. */
export interface Memory {
  readonly peakResidentBytes: number;
  readonly heapBytesPerOperation: number;
}

/** One implementation at one setting of the parameters. */
export interface Row {
  readonly implementation: string;
  readonly role: RowRole;
  readonly rounds: number;
  readonly voidRounds: number;
  /** By metric id; a metric that no round has is missing. */
  readonly cells: ReadonlyMap<string, Cell>;
  readonly syscalls: Syscalls | null;
  readonly memory: Memory | null;
}

/** The rows of one setting of the parameters. */
export interface Group {
  readonly parameters: Parameters;
  readonly rows: readonly Row[];
}

/** Rounds that did not count. */
export interface VoidRounds {
  readonly implementation: string;
  readonly count: number;
  readonly reasons: readonly string[];
}

/** One scenario, compared. */
export interface ScenarioComparison {
  readonly scenario: RunLine["scenarios"][number];
  readonly headline: Metric;
  /** Those that some row has; the headline first. */
  readonly metrics: readonly Metric[];
  /** The baseline's name; null where no round of it counts. */
  readonly baseline: string | null;
  readonly groups: readonly Group[];
  /** Why nothing here may be compared; null when it may. */
  readonly unfit: string | null;
  readonly voids: readonly VoidRounds[];
  readonly unavailable: readonly UnavailableLine[];
}
