/** From raw rounds to verdicts: every scenario of a run, compared. @module */
import { callCells, compareCalls, SYSTEM_CALLS } from "./calls.ts";
import type { Cell, Group, Memory, Row, ScenarioComparison } from "./comparison.ts";
import { groupLines, type RawGroup, type RawRow } from "./groups.ts";
import { METRICS, metricsOf } from "./metrics.ts";
import { judgeMetric } from "./ratios.ts";
import type { Results } from "./read.ts";
import type { RunLine, UnavailableLine } from "./schema.ts";
import { median } from "./statistics.ts";

/** Compares every scenario that the run was asked for, in that order. */
export function compareRun(results: Results): ScenarioComparison[] {
  const unavailable = results.lines.filter((line) => line.kind === "unavailable");
  return results.run.scenarios.map((scenario) =>
    compareScenario(scenario, {
      groups: groupLines(results.lines, scenario.id),
      unavailable: unavailable.filter((line) => line.scenario === scenario.id),
    })
  );
}

function compareScenario(
  scenario: RunLine["scenarios"][number],
  { groups, unavailable }: { groups: RawGroup[]; unavailable: readonly UnavailableLine[] },
): ScenarioComparison {
  const rawRows = groups.flatMap((group) => group.rows);
  const rounds = rawRows.flatMap((row) => row.rounds);
  const known = metricsOf(scenario, rounds);
  const headline = known.find((metric) => metric.id === scenario.headline) ?? METRICS[0]!;
  const ordered = [headline, ...known.filter((metric) => metric !== headline)]
    .filter(({ id }) =>
      !unavailable.some((one) => one.metric === id && one.implementation === null)
    );
  const judged = new Map(ordered.map((metric) => [metric.id, judgeMetric(groups, metric)]));
  const unfit = findTwinsApart(judged.get(headline.id));
  for (const cells of judged.values()) {
    const reason = unfit === null ? findTwinsApart(cells) : "not fit to compare";
    if (reason !== null) withhold(cells, reason);
  }
  if (scenario.asked?.includes(SYSTEM_CALLS.id)) {
    judged.set(SYSTEM_CALLS.id, new Map(groups.flatMap((group) => [...callCells(group)])));
    ordered.push(SYSTEM_CALLS);
  }
  const metrics = ordered.filter(({ id }) => (judged.get(id)?.size ?? 0) > 0);
  const baseline = rawRows.find((row) => row.role === "baseline" && row.rounds.length > 0);
  return {
    scenario,
    headline,
    metrics,
    baseline: baseline?.implementation ?? null,
    groups: groups.map((group) => toGroup(group, judged)),
    unfit,
    voids: countVoids(rawRows),
    unavailable,
  };
}

/** Whether the baseline was called different from itself, and how; null when it was not. */
function findTwinsApart(cells?: ReadonlyMap<RawRow, Cell>): string | null {
  for (const [row, cell] of cells ?? []) {
    if (row.role !== "baseline_again") continue;
    if (cell.verdict !== "better" && cell.verdict !== "worse") continue;
    const percent = Math.abs((cell.ratio!.estimate - 1) * 100).toPrecision(2);
    return `two runs of the same baseline were called different, by ${percent} %`;
  }
  return null;
}

/** Takes verdicts back: what tells twins apart can tell nothing of others. */
function withhold(cells: Map<RawRow, Cell>, reason: string): void {
  for (const [row, cell] of cells) {
    if (row.role === "subject") cells.set(row, { ...cell, verdict: "not judged", reason });
  }
}

function toGroup(group: RawGroup, judged: ReadonlyMap<string, Map<RawRow, Cell>>): Group {
  const calls = compareCalls(group);
  return {
    parameters: group.parameters,
    rows: group.rows.map((row): Row => ({
      implementation: row.implementation,
      role: row.role,
      rounds: row.rounds.length,
      voidRounds: row.voided.length,
      cells: cellsOf(row, judged),
      syscalls: calls.get(row) ?? null,
      memory: toMemory(row),
    })),
  };
}

function cellsOf(row: RawRow, judged: ReadonlyMap<string, Map<RawRow, Cell>>): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const [id, column] of judged) {
    const cell = column.get(row);
    if (cell) cells.set(id, cell);
  }
  return cells;
}

function toMemory({ memory }: RawRow): Memory | null {
  if (memory.length === 0) return null;
  return {
    peakResidentBytes: Math.max(...memory.map((line) => line.peakResidentBytes)),
    heapBytesPerOperation: median(
      memory.map((line) => line.heapBytes / Math.max(1, line.operations)),
    ),
  };
}

function countVoids(rows: readonly RawRow[]): ScenarioComparison["voids"] {
  const voids = new Map<string, { count: number; reasons: Set<string> }>();
  for (const row of rows) {
    for (const round of row.voided) {
      const entry = voids.get(row.implementation) ?? { count: 0, reasons: new Set<string>() };
      entry.count++;
      entry.reasons.add(round.void!);
      voids.set(row.implementation, entry);
    }
  }
  return [...voids].map(([implementation, { count, reasons }]) => ({
    implementation,
    count,
    reasons: [...reasons],
  }));
}
