/** The Worker of ring/worker_ends: payloads through an instance of its own, which it disposes. @module */
import { findListed } from "../catalog.ts";
import type { RoundTripFixture } from "./round_trip.ts";

/** What it is asked. */
export interface WorkerTask {
  /** `netlink/receive/uring`. */
  readonly implementation: string;
  readonly seed: number;
}

/** What it answers: `unknown` for an implementation that no table has. */
export type WorkerReport = "used" | "unknown";

const PAYLOADS = 5;

const worker = globalThis as unknown as {
  onmessage: (event: MessageEvent<WorkerTask>) => void;
  postMessage(report: WorkerReport): void;
};

worker.onmessage = ({ data }) => worker.postMessage(use(data));

function use({ implementation: id, seed }: WorkerTask): WorkerReport {
  const listed = findListed(id);
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
