/** How the size of a record decides between copying it and reading it in place. @module */
import { probeBpf } from "../../ffi/bpf_probe.ts";
import { KERNEL_RING_NOTES, openBulkRig } from "./bulk.ts";
import type { Depth } from "../consumers/tally.ts";
import { cross, numberOf, type Scenario } from "../scenario.ts";

/** Each implementation releases as it is meant to: per record, per token, or once per fill. */
export const recordSize: Scenario = {
  id: "ringbuf/record_size",
  question: "From which record size is reading in place cheaper than copying out?",
  operation: "record",
  headline: "cpuNs",
  notes: [
    ...KERNEL_RING_NOTES,
    "copy and the callbacks release each record; token releases each by its token; " +
    "unsafe, lease: one commit per fill",
    "view reads what touch reads, through an array per record from source.view(), in unchecked " +
    "mode: its heap bytes are those arrays",
  ],
  probe: probeBpf,
  sweep: [
    ...cross({
      payloadBytes: [32, 64, 128, 256, 512, 1024, 2048, 4096],
      consumer: ["touch", "parse"],
    }),
    ...cross({ payloadBytes: [64, 2048], consumer: ["view"] }),
  ],
  quickSweep: cross({ payloadBytes: [64, 2048], consumer: ["touch"] }),
  smoke: cross({ payloadBytes: [64], consumer: ["touch", "parse", "view"] }),
  floors: ["null", "bare_call"],
  native: true,
  round: { by: "calibrated", ms: 8, quickMs: 2 },
  measuresHeap: true,
  rounds: 6,
  quickRounds: 4,
  exempt(_, { role, parameters }) {
    const isOther = role === "floor" || role === "native";
    return isOther && parameters.consumer === "view" ? "it has no view() to ask" : undefined;
  },
  open: ({ worker, parameters }) =>
    openBulkRig(worker, {
      payloadBytes: numberOf(parameters, "payloadBytes"),
      depth: depthOf(parameters.consumer),
      commitEvery: Infinity,
    }),
};

function depthOf(consumer: unknown): Depth {
  return consumer === "parse" || consumer === "view" ? consumer : "touch";
}
