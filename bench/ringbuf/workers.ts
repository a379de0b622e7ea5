/** What one slow holder of a record costs all the others. @module */
import type { Traits } from "../../lib/implementation.ts";
import { probeBpf } from "../../ffi/bpf_probe.ts";
import type { Metric } from "../../results/schema.ts";
import { cross, numberOf, type Scenario } from "../scenario.ts";
import { HOLDERS, openWorkersRig, PER_TICK, RECORD_BYTES, RING_BYTES } from "./workers_rig.ts";

/** Deterministic: a simulated clock, a real ring. So its pairs agree, and a difference is one. */
export const workers: Scenario = {
  id: "ringbuf/workers",
  question: "What does one slow holder of a record cost all the others?",
  operation: "record",
  headline: "handledPerTick",
  notes: [
    `${HOLDERS} simulated holders, one keeps each record for the slow ticks, others for 1; ` +
    `${PER_TICK} records of ${RECORD_BYTES} bytes come per tick, into a ring of ` +
    `${RING_BYTES / 1024} KiB`,
    "token gives each record back when its holder is done; unsafe and lease, which can only give " +
    "back all, stop handing out at half a ring and commit once every holder is done; copy, " +
    "callback and libbpf have to copy each record to its holder, and keep nothing in the ring",
    "the tick is simulated: CPU here is that of the hand-over, and holds the cost of the meter",
  ],
  metrics: [
    metric("handledPerTick", { title: "Records handled per tick", better: "higher" }),
    metric("dropped", { title: "Records dropped, ring full" }),
    metric("stallTicks", { title: "Ticks with a full ring" }),
    metric("pinnedPeakBytes", { title: "Peak of the ring held", unit: "bytes" }),
    metric("copiedBytes", { title: "Bytes copied to holders", unit: "bytes" }),
  ],
  probe: probeBpf,
  sweep: cross({ slowTicks: [1, 10, 100, 1000] }),
  quickSweep: cross({ slowTicks: [1000] }),
  smoke: cross({ slowTicks: [100] }),
  floors: [],
  native: false,
  round: { by: "cycles", cycles: 1, ms: 20, quickMs: 20 },
  measuresHeap: false,
  rounds: 2,
  quickRounds: 1,
  exempt(traits: Traits | null) {
    if (traits?.style !== "lease" || traits.scopeEnd === "carry") return undefined;
    return `a lease that ends gives its records back (${traits.scopeEnd}): no holder can keep one`;
  },
  open: ({ worker, parameters }) =>
    openWorkersRig(worker, { slowTicks: numberOf(parameters, "slowTicks") }),
};

function metric(
  id: string,
  { title, unit = "", better = "lower" }: {
    title: string;
    unit?: string;
    better?: Metric["better"];
  },
): Metric {
  return { id, title, unit, evidence: "exact", better, per: "round" };
}
