/** What is saved by releasing records together. @module */
import type { Traits } from "../../lib/implementation.ts";
import { probeBpf } from "../../ffi/bpf_probe.ts";
import { cross, numberOf, type Scenario } from "../scenario.ts";
import { KERNEL_RING_NOTES, openBulkRig } from "./bulk.ts";

/** Implementations that release each record by itself stand at 1 only; the baseline everywhere. */
export const batch: Scenario = {
  id: "ringbuf/batch",
  question: "How much does it save to commit several records at once?",
  operation: "record",
  headline: "cpuNs",
  notes: [
    ...KERNEL_RING_NOTES,
    "commit every: the number of records that one commit releases; consumer: touch; copy " +
    "releases each record whatever it says; token commits like a plain cursor here",
  ],
  probe: probeBpf,
  sweep: cross({ commitEvery: [1, 2, 10, 100, 1000], payloadBytes: [32, 256] }),
  quickSweep: cross({ commitEvery: [1, 100], payloadBytes: [32] }),
  smoke: cross({ commitEvery: [2], payloadBytes: [32] }),
  floors: [],
  native: false,
  round: { by: "calibrated", ms: 8, quickMs: 2 },
  measuresHeap: false,
  rounds: 6,
  quickRounds: 4,
  exempt(traits: Traits | null, { role, parameters }) {
    if (role !== "subject" || parameters.commitEvery === 1) return undefined;
    if (traits?.release !== "record") return undefined;
    return "it releases each record by itself, so that there is nothing to batch";
  },
  open: ({ worker, parameters }) =>
    openBulkRig(worker, {
      payloadBytes: numberOf(parameters, "payloadBytes"),
      depth: "touch",
      commitEvery: numberOf(parameters, "commitEvery"),
    }),
};
