/** Tests of run.ts: whole runs of the smallest sweeps, over a real ring. @module */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { openKernelRing } from "../lib/ringbuf/fixture/ring_map.ts";
import * as v from "valibot";
import { ResultLine, type RoundLine } from "../results/schema.ts";
import { candidates } from "./candidates.ts";
import { NativeLibraries } from "./native.ts";
import { tablesOf } from "./rows.ts";
import { describePlacement, placeOnCpus, runBench } from "./run.ts";
import { Interrupted } from "./scenario_run.ts";
import { scenarios } from "./table.ts";

const TRIES = 3;
/** Without CAP_BPF there is no ring to measure. */
const ignore = !canMakeRings();

function canMakeRings(): boolean {
  try {
    openKernelRing(4096)[Symbol.dispose]();
    return true;
  } catch {
    return false;
  }
}

async function smoke(id: string, names: string[], signal = new AbortController().signal) {
  const lines: ResultLine[] = [];
  using native = new NativeLibraries();
  await runBench({
    scenarios: scenarios.filter((scenario) => scenario.id === id),
    candidates: candidates.filter(({ implementation: { name } }) =>
      names.length === 0 || names.includes(name)
    ),
    native,
    quick: true,
    smoke: true,
    pairs: 1,
    rounds: 2,
    seed: 1,
    signal,
    emit: (line) => lines.push(v.parse(ResultLine, line)),
  });
  return lines;
}

/** All rows of a scenario. A host too busy for a peer to keep up voids a round: then once more. */
async function smokeWhole(id: string) {
  for (let tries = 1;; tries++) {
    const lines = await smoke(id, []);
    const rounds = lines.filter((line): line is RoundLine => line.kind === "round");
    const isWhole = rounds.every((round) => round.void === undefined);
    if (isWhole || tries === TRIES) return { lines, rounds };
  }
}

for (const scenario of scenarios) {
  const { id } = scenario;
  Deno.test(`runBench() measures every row of ${id} without a void round`, { ignore }, async () => {
    const { lines, rounds } = await smokeWhole(id);
    assertEquals(rounds.filter((round) => round.void !== undefined), []);
    assert(rounds.every(({ operations, cpuNs }) => operations > 0 && cpuNs > 0));
    const measured = new Set(rounds.map(({ implementation }) => implementation));
    const missing = new Set(
      lines.flatMap((line) => line.kind === "unavailable" ? [line.implementation] : []),
    );
    const tables = tablesOf(scenario);
    for (const { table, implementation: { name } } of candidates) {
      if (!tables.includes(table!)) continue;
      assert(measured.has(name) || missing.has(name), `${name} is neither measured nor missing`);
    }
  });
}

Deno.test("runBench() gives all rows of a point the same work", { ignore }, async () => {
  const lines = await smoke("ringbuf/batch", ["copy", "unsafe"]);
  const operations = lines.flatMap((line) => line.kind === "round" ? [line.operations] : []);
  assertEquals(new Set(operations).size, 1);
});

Deno.test("runBench() mirrors the order of the rows between two rounds", { ignore }, async () => {
  const lines = await smoke("ringbuf/batch", ["copy", "unsafe"]);
  const rounds = lines.filter((line): line is RoundLine => line.kind === "round");
  const orderOf = (round: number) =>
    rounds.filter((line) => line.round === round)
      .sort((a, b) => a.order - b.order)
      .map(({ implementation, role }) => `${implementation} ${role}`);
  assertEquals(orderOf(1), orderOf(0).reverse());
});

Deno.test("runBench() runs the baseline a second time under its own role", { ignore }, async () => {
  const lines = await smoke("ringbuf/batch", ["copy", "unsafe"]);
  const again = lines.filter((line) => line.kind === "round" && line.role === "baseline_again");
  assertEquals(again.map((line) => line.kind === "round" && line.implementation), ["copy", "copy"]);
});

Deno.test("runBench() ends with Interrupted when its signal fires", { ignore }, async () => {
  await assertRejects(
    () => smoke("ringbuf/batch", ["copy"], AbortSignal.abort()),
    Interrupted,
  );
});

Deno.test("placeOnCpus() puts subject and peer on different CPUs where there are two", () => {
  assertEquals(placeOnCpus([3, 5, 7]).placement, { subjectCpu: 3, peerCpu: 5 });
});

Deno.test("placeOnCpus() places nothing on a single CPU", () => {
  assertEquals(placeOnCpus([0]).placement, {});
  assertEquals(describePlacement({}), { subject: "any CPU", controller: "any CPU" });
});
