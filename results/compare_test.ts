/** Tests of the comparison on invented rounds. @module */
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import type { ScenarioComparison, Verdict } from "./comparison.ts";
import { compareRun } from "./compare.ts";
import {
  FAKE_ROWS,
  FAKE_SCENARIO,
  fakeResults,
  fakeRound,
  fakeRounds,
  type FakeRow,
  fakeRun,
  fakeSyscalls,
  gaussian,
} from "./fixture.ts";
import type { ResultLine } from "./schema.ts";
import { createRandom, tInterval } from "./statistics.ts";

function compare(lines: readonly ResultLine[]): ScenarioComparison {
  return compareRun(fakeResults(lines))[0]!;
}

function verdictOf(comparison: ScenarioComparison, name: string, id = "cpuNs"): Verdict {
  const rows = comparison.groups.flatMap((group) => group.rows);
  return rows.find((row) => row.implementation === name && row.role !== "baseline")!
    .cells.get(id)!.verdict;
}

const TWINS: readonly FakeRow[] = [
  { implementation: "copy", role: "baseline", nsPerOperation: 50 },
  { implementation: "copy", role: "baseline_again", nsPerOperation: 50 },
];

Deno.test("compareRun() calls better, worse and no difference as they are", () => {
  const comparison = compare(fakeRounds(FAKE_ROWS));
  assertEquals(verdictOf(comparison, "unsafe"), "better");
  assertEquals(verdictOf(comparison, "libbpf"), "worse");
  assertEquals(verdictOf(comparison, "token"), "no difference shown");
  assertEquals(verdictOf(comparison, "null"), "not judged");
  assertEquals(comparison.unfit, null);
  assertEquals(comparison.baseline, "copy");
});

Deno.test("compareRun() calls more throughput better when the metric says so", () => {
  assertEquals(verdictOf(compare(fakeRounds(FAKE_ROWS)), "unsafe", "bytesPerSecond"), "better");
});

Deno.test("compareRun() divides by the baseline of the same pair, not by the overall one", () => {
  const lines = [0, 1, 2, 3].flatMap((pair) => {
    const cpuNs = 1_000_000 * (pair + 1);
    return [
      fakeRound({ pair, cpuNs }),
      fakeRound({ pair, cpuNs: cpuNs / 2, implementation: "unsafe", role: "subject" }),
    ];
  });
  const ratio = compare(lines).groups[0]!.rows[1]!.cells.get("cpuNs")!.ratio!;
  assertAlmostEquals(ratio.estimate, 0.5, 1e-12);
  assertAlmostEquals(ratio.high, 0.5, 1e-12);
});

Deno.test("compareRun() shows no difference when it is below the detectable one", () => {
  const noisy = fakeRounds(
    [...TWINS, { implementation: "unsafe", nsPerOperation: 49 }],
    { processNoise: 0.1, pairs: 4 },
  );
  const comparison = compare(noisy);
  const cell = comparison.groups[0]!.rows[2]!.cells.get("cpuNs")!;
  assert(cell.ratio!.detectable > 0.02);
  assertEquals(cell.verdict, "no difference shown");
});

Deno.test("compareRun() stamps a scenario whose baseline differs from itself", () => {
  const rows = [...FAKE_ROWS];
  rows[1] = { ...rows[1]!, nsPerOperation: 60 };
  const comparison = compare(fakeRounds(rows));
  assertMatch(comparison.unfit ?? "", /same baseline were called different, by 20 %/);
  assertEquals(verdictOf(comparison, "unsafe"), "not judged");
});

Deno.test("compareRun() leaves void rounds out and counts them", () => {
  const lines = fakeRounds(FAKE_ROWS);
  const wrong = fakeRound({ pair: 3, implementation: "unsafe", role: "subject", cpuNs: 9e12 });
  const comparison = compare([...lines, { ...wrong, void: "999 records of 1000" }]);
  assertEquals(comparison.voids, [
    { implementation: "unsafe", count: 1, reasons: ["999 records of 1000"] },
  ]);
  assertEquals(verdictOf(comparison, "unsafe"), "better");
});

Deno.test("compareRun() judges nothing when the baseline has no round that counts", () => {
  const lines = fakeRounds(FAKE_ROWS).map((line) =>
    line.role === "baseline" ? { ...line, void: "wrong bytes" } : line
  );
  const comparison = compare(lines);
  assertEquals(comparison.baseline, null);
  assertEquals(verdictOf(comparison, "unsafe"), "not judged");
});

Deno.test("compareRun() judges nothing when there are fewer than three pairs", () => {
  const cell = compare(fakeRounds(FAKE_ROWS, { pairs: 2 })).groups[0]!.rows[2]!.cells.get("cpuNs")!;
  assertEquals(cell.verdict, "not judged");
  assertMatch(cell.reason ?? "", /2 sets of processes/);
});

Deno.test("compareRun() gives an empty scenario when nothing was measured", () => {
  const comparison = compare([]);
  assertEquals(comparison.groups, []);
  assertEquals(comparison.baseline, null);
});

Deno.test("compareRun() has no ratio when a count is zero, and does not judge it", () => {
  const cell = compare(fakeRounds(FAKE_ROWS)).groups[0]!.rows[2]!.cells.get("majorFaults")!;
  assertEquals([cell.value, cell.ratio, cell.verdict], [0, null, "not judged"]);
});

Deno.test("compareRun() calls nothing at all better than something, without a spread", () => {
  const lines = fakeRounds(FAKE_ROWS)
    .map((line) => line.implementation === "unsafe" ? { ...line, cpuNs: 0 } : line);
  const comparison = compare(lines);
  assertEquals(verdictOf(comparison, "unsafe"), "better");
  const row = comparison.groups[0]!.rows.find(({ implementation }) => implementation === "unsafe")!;
  const { estimate, low, high } = row.cells.get("cpuNs")!.ratio!;
  assertEquals([estimate, low, high], [0, 0, 0]);
});

Deno.test("compareRun() does not judge what is zero in some pairs only", () => {
  const lines = fakeRounds(FAKE_ROWS).map((line) =>
    line.implementation === "unsafe" && line.pair === 0 ? { ...line, cpuNs: 0 } : line
  );
  assertEquals(verdictOf(compare(lines), "unsafe"), "not judged");
});

Deno.test("compareRun() leaves out a metric that is unavailable", () => {
  const comparison = compare([...fakeRounds(FAKE_ROWS), {
    kind: "unavailable",
    scenario: FAKE_SCENARIO.id,
    implementation: null,
    metric: "voluntarySwitches",
    reason: "denied",
    cure: "be root",
  }]);
  assert(!comparison.metrics.some(({ id }) => id === "voluntarySwitches"));
});

Deno.test("compareRun() has system calls for a metric where the question asks for them", () => {
  const lines = [fakeSyscalls(), fakeSyscalls({ implementation: "unsafe", role: "subject" })];
  const scenarios = [{ ...FAKE_SCENARIO, asked: ["systemCalls"] }];
  const [comparison] = compareRun(fakeResults(lines, { run: fakeRun({ scenarios }) }));
  assert(comparison!.metrics.some(({ id }) => id === "systemCalls"));
  assert(!compare(lines).metrics.some(({ id }) => id === "systemCalls"));
});

Deno.test("compareRun() compares system calls exactly, from a single round", () => {
  const subject = { implementation: "unsafe", role: "subject" } as const;
  const comparison = compare([
    fakeSyscalls(),
    fakeSyscalls({ ...subject, counts: { epoll_wait: 99 } }),
  ]);
  assertEquals(comparison.groups[0]!.rows.map((row) => row.syscalls?.against), [null, "fewer"]);
});

Deno.test("compareRun() keeps parameters apart, whatever their order", () => {
  const comparison = compare([
    fakeRound({ parameters: { a: 1, b: 2 } }),
    fakeRound({ parameters: { b: 2, a: 1 }, round: 1 }),
    fakeRound({ parameters: { a: 2, b: 2 } }),
  ]);
  assertEquals(comparison.groups.map((group) => group.rows[0]!.rounds), [2, 1]);
});

Deno.test("compareRun() shows an undeclared extra and never judges it", () => {
  const lines = fakeRounds(FAKE_ROWS).map((line) => ({ ...line, extra: { oddNs: 7 } }));
  assertEquals(verdictOf(compare(lines), "unsafe", "oddNs"), "not judged");
});

/** In how many of `trials` twins with noise of processes are called different. */
function falseCalls(trials: number, options: { settings: number; outliers: boolean }): number {
  const random = createRandom(2024);
  let called = 0;
  for (let trial = 0; trial < trials; trial++) {
    const lines = Array.from({ length: options.settings }, (_, payloadBytes) => {
      const processNoise = 0.04;
      const parameters = { payloadBytes };
      return fakeRounds(TWINS, { random, pairs: 8, rounds: 4, processNoise, parameters });
    }).flat();
    const shaken = lines.map((line) =>
      options.outliers && random() < 0.03 ? { ...line, cpuNs: line.cpuNs * 3 } : line
    );
    if (compare(shaken).unfit !== null) called++;
  }
  return called;
}

Deno.test("compareRun() calls twins different in at most 5 % of runs of one setting", () => {
  const called = falseCalls(600, { settings: 1, outliers: false });
  assert(called <= 0.05 * 600, `called in ${called} of 600`);
});

Deno.test("compareRun() calls twins different in at most 5 % of runs of eight settings", () => {
  const called = falseCalls(200, { settings: 8, outliers: false });
  assert(called <= 0.05 * 200, `called in ${called} of 200`);
});

Deno.test("compareRun() calls twins different in at most 5 % of runs with outliers", () => {
  const called = falseCalls(300, { settings: 1, outliers: true });
  assert(called <= 0.05 * 300, `called in ${called} of 300`);
});

Deno.test("pooling rounds instead of pairs calls twins different far too often", () => {
  const random = createRandom(5);
  let called = 0;
  for (let trial = 0; trial < 300; trial++) {
    const ofProcesses = 0.04 * gaussian(random);
    const logs = Array.from({ length: 30 }, () => ofProcesses + 0.01 * gaussian(random));
    if (tInterval(logs).p < 0.05) called++;
  }
  assert(called > 0.5 * 300, `called in ${called} of 300`);
});

Deno.test("compareRun() finds a change of 10 % under 2 % of noise in most runs", () => {
  const random = createRandom(9);
  const rows = [...TWINS, { implementation: "unsafe", nsPerOperation: 45 }];
  let found = 0;
  for (let trial = 0; trial < 200; trial++) {
    const comparison = compare(fakeRounds(rows, { random, processNoise: 0.02 }));
    if (verdictOf(comparison, "unsafe") === "better") found++;
  }
  assert(found > 0.95 * 200, `found in ${found} of 200`);
});

Deno.test("compareRun() still calls what is clear when one process met with an accident", () => {
  const lines = fakeRounds(FAKE_ROWS).map((line) =>
    line.implementation === "unsafe" && line.pair === 2 ? { ...line, cpuNs: 9 * line.cpuNs } : line
  );
  assertEquals(verdictOf(compare(lines), "unsafe"), "better");
});
