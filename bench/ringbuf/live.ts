/** What a reader costs that has to wait for a producer at a fixed rate. @module */
import { probeBpf } from "../../ffi/bpf_probe.ts";
import { cross, numberOf, type Scenario } from "../scenario.ts";
import { LIVE_RECORD_BYTES, LIVE_RING_BYTES, openLiveRig } from "./live_rig.ts";

/** How long one round lasts: at low rates longer, so that there is something to count. */
function roundMs(recordsPerSecond: number): number {
  return recordsPerSecond < 10_000 ? 300 : 60;
}

export const live: Scenario = {
  id: "ringbuf/live",
  question: "What do CPU, wake-ups and delay come to when records arrive one by one?",
  operation: "record",
  headline: "cpuNs",
  asked: ["wakeups", "latencyP99Ns"],
  notes: [
    `a producer process writes records of ${LIVE_RECORD_BYTES} bytes at a fixed rate into a ring ` +
    `of ${
      LIVE_RING_BYTES / 1024
    } KiB, pinned beside the controller; the reader waits, drains, waits`,
    "latency: from the time stamp that the BPF program writes to the reader holding the record; " +
    "reading the clock costs the reader some 40 ns a record",
    "a wake-up is a wait that ended with something to read; voluntary switches count real sleeps",
  ],
  metrics: [{
    id: "late",
    title: "Records produced late",
    unit: "",
    evidence: "exact",
    better: "neither",
    per: "round",
  }],
  probe: probeBpf,
  sweep: cross({ recordsPerSecond: [1_000, 10_000, 100_000] }),
  quickSweep: cross({ recordsPerSecond: [10_000] }),
  smoke: cross({ recordsPerSecond: [10_000] }),
  floors: [],
  native: false,
  round: { by: "cycles", cycles: 1, ms: 300, quickMs: 110 },
  measuresHeap: false,
  rounds: 2,
  quickRounds: 1,
  open({ worker, parameters, placement }) {
    const recordsPerSecond = numberOf(parameters, "recordsPerSecond");
    const durationMs = roundMs(recordsPerSecond);
    return openLiveRig(worker, { placement, recordsPerSecond, durationMs });
  },
};
