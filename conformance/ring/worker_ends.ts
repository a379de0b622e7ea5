/** A Worker that is done with its instance leaves no ring behind. @module */
import type { HostTraits } from "../../lib/implementation.ts";
import { condone, countHoldings } from "../counters.ts";
import { HarnessFault, holds, mustEqual, precondition, type Rule } from "../rule.ts";
import { ringFds } from "./ring_intruder.ts";
import { noRing, type RoundTripFixture } from "./round_trip.ts";
import type { WorkerReport, WorkerTask } from "./worker_trip.ts";

export const workerEnds: Rule<RoundTripFixture, HostTraits> = {
  id: "ring/worker_ends",
  paths: ["UR-14", "X15"],
  requirement: "An instance opened, used and disposed in a Worker MUST leave no ring open when " +
    "the Worker has ended: no other thread could take its completions",
  source: "https://man7.org/linux/man-pages/man2/io_uring_setup.2.html",
  killedBy: ["disposal_keeps_the_ring"],
  on: "kernel",
  limitMs: 20_000, // a Worker loads every module anew
  exempt: noRing,
  async check(fixture) {
    const before = countHoldings();
    const rings = ringFds();
    const report = await runWorker({ implementation: fixture.implementation, seed: fixture.seed });
    precondition(report !== "unknown", "a Worker does not know the implementation");
    // The runtime keeps an eventfd and an epoll from its first Worker to its end.
    condone(before, (fd) => !fd.includes("io_uring"));
    mustEqual(report, { expected: "used", what: "an instance in a Worker" });
    mustEqual(ringFds().filter((fd) => !rings.includes(fd)).length, {
      expected: 0,
      what: "rings that outlived their Worker",
    });
    return holds();
  },
};

/** Runs the task in a Worker, and ends the Worker. */
async function runWorker(task: WorkerTask): Promise<WorkerReport> {
  const worker = new Worker(import.meta.resolve("./worker_trip.ts"), { type: "module" });
  const { promise, resolve, reject } = Promise.withResolvers<WorkerReport>();
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new HarnessFault(`The Worker failed: ${event.message}`));
  };
  try {
    worker.postMessage(task);
    return await promise;
  } finally {
    worker.terminate();
  }
}
