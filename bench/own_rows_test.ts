/** Tests of a user's rows in the scenarios of the paths that they are for. @module */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { ResultLine } from "../results/schema.ts";
import { candidates } from "./candidates.ts";
import { NativeLibraries } from "./native.ts";
import { ownRows } from "./own_rows_fixture.ts";
import type { Candidate } from "./rows.ts";
import { runBench } from "./run.ts";
import { scenarios } from "./table.ts";

const module = import.meta.resolve("./own_rows_fixture.ts");
const own = ownRows.map((implementation): Candidate => ({
  implementation,
  module,
  table: implementation.path,
}));
const baselines = ["recvmsg", "send"];

/** The lines of the user's rows in one smoke run. */
async function linesOf(id: string): Promise<ResultLine[]> {
  const lines: ResultLine[] = [];
  using native = new NativeLibraries();
  await runBench({
    scenarios: scenarios.filter((scenario) => scenario.id === id),
    candidates: [
      ...candidates.filter(({ implementation }) => baselines.includes(implementation.name)),
      ...own,
    ],
    native,
    quick: true,
    smoke: true,
    pairs: 1,
    rounds: 1,
    seed: 1,
    signal: new AbortController().signal,
    emit: (line) => lines.push(line),
  });
  return lines.filter((line) => "implementation" in line && line.implementation === "own");
}

for (const { name, path, probe } of ownRows) {
  const id = { "netlink/receive": "netlink/offered_rate", "netlink/send": "netlink/destinations" };
  const scenario = path === "zerocopy" ? "zerocopy/payload" : id[path];
  Deno.test({
    name: `runBench() measures a user's row of ${path} in ${scenario}`,
    ignore: !probe().available,
    fn: async () => {
      const rounds = (await linesOf(scenario)).filter((line) => line.kind === "round");
      assert(rounds.length > 0, `${name} was not measured`);
      assertEquals(rounds.filter((line) => line.void !== undefined), []);
    },
  });
}

Deno.test("runBench() leaves a row out of the points alone that it is not made for", {
  ignore: !ownRows[1].probe().available,
}, async () => {
  const lines = await linesOf("netlink/destinations");
  const measured = lines.flatMap((line) => line.kind === "round" ? [line.parameters] : []);
  assertEquals(measured.map(({ destination }) => destination), ["unix"]);
  const reasons = lines.flatMap((line) => line.kind === "unavailable" ? [line.reason] : []);
  assertEquals(reasons.length, 2);
  assertStringIncludes(reasons.join(), "they need no order to be kept");
});
