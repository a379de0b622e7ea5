/** The Worker of ring/worker_ends: payloads through an instance of its own, which it disposes. @module */
import { loadUserModules } from "../../lib/host/user_module.ts";
import { findListed, type Listed, listImplementations } from "../catalog.ts";
import type { RoundTripFixture } from "./round_trip.ts";

/** What it is asked. */
export interface WorkerTask {
  /** `netlink/receive/uring`. */
  readonly implementation: string;
  readonly seed: number;
}

/** What it answers: `unknown` for an implementation that no table and no file of --impl has. */
export type WorkerReport = "used" | "unknown";

const PAYLOADS = 5;

const worker = globalThis as unknown as {
  onmessage: (event: MessageEvent<WorkerTask>) => void;
  postMessage(report: WorkerReport): void;
};

worker.onmessage = async ({ data }) => worker.postMessage(await use(data));

/** A Worker has its process's arguments: a subject's, behind the parent's id, are user files. */
async function find(id: string): Promise<Listed | undefined> {
  const [, ...files] = Deno.args;
  return findListed(id) ??
    findListed(id, await loadUserModules(files, listImplementations().map((one) => one.id)));
}

async function use({ implementation: id, seed }: WorkerTask): Promise<WorkerReport> {
  const listed = await find(id);
  if (listed === undefined) return "unknown";
  const { suite, implementation } = listed;
  using fixture = suite.openFixture({
    id,
    implementation,
    on: "kernel",
    seed,
  }) as RoundTripFixture;
  const { instance, run } = fixture.openRoundTrip();
  run(PAYLOADS);
  instance[Symbol.dispose]();
  return "used";
}
