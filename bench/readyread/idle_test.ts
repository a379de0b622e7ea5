/** Tests of the scenario of idle connections: what each row pins, in subjects of their own. @module */
import { assert, assertEquals } from "@std/assert";
import { DEFAULT_BUFFER_BYTES, DEFAULT_BUFFERS } from "../../lib/readyread/contract.ts";
import type { RoundLine } from "../../results/schema.ts";
import { candidates } from "../candidates.ts";
import { NativeLibraries } from "../native.ts";
import { runBench } from "../run.ts";
import { numberOf } from "../scenario.ts";
import { idle } from "./idle.ts";
import { BUSY_CONNECTIONS } from "./idle_rig.ts";

async function smoke(): Promise<RoundLine[]> {
  const rounds: RoundLine[] = [];
  using native = new NativeLibraries();
  await runBench({
    scenarios: [idle],
    candidates: candidates.filter(({ table }) => table === "readyread"),
    native,
    quick: true,
    smoke: true,
    pairs: 1,
    rounds: 1,
    seed: 1,
    signal: new AbortController().signal,
    emit: (line) => line.kind === "round" && rounds.push(line),
  });
  return rounds;
}

Deno.test("readyread/idle counts a buffer for each connection, none, or those provided", async () => {
  const rounds = await smoke();
  const connections = numberOf(idle.smoke[0]!, "idle") + BUSY_CONNECTIONS;
  const pinned = new Map(
    rounds.map(({ implementation, extra }) => [implementation, extra.pinnedBytes!]),
  );
  assertEquals(pinned.get("pinned"), connections * DEFAULT_BUFFER_BYTES);
  assertEquals([pinned.get("ready"), pinned.get("peek")], [0, 0]);
  const ring = pinned.get("uring_buffers"); // undefined where the host denies it
  assert(ring === undefined || ring > DEFAULT_BUFFERS * DEFAULT_BUFFER_BYTES);
});

Deno.test("readyread/idle has no row where the host allows fewer descriptors", () => {
  const parameters = { idle: 1e9 };
  const found = idle.exempt!(null, { role: "baseline", parameters });
  assert(typeof found === "object" && found !== null && found.reason.includes("RLIMIT_NOFILE"));
});
