/** What a blocked reader costs, with records in hand and without, and how soon it wakes. @module */
import { probeBpf } from "../../ffi/bpf_probe.ts";
import { cross, numberOf, type Scenario } from "../scenario.ts";
import { BLOCKED_RECORDS_PER_SECOND, openBlockedRig } from "./blocked_rig.ts";

const SECOND_MS = 1000;

export const blocked: Scenario = {
  id: "ringbuf/blocked",
  question:
    "What does waiting cost, and does a record in hand make the wait spin or sleep through?",
  operation: "second blocked",
  headline: "cpuNs",
  notes: [
    "nothing arrives during the measured wait: 1 ms of CPU per second is 0.1 % of a core",
    "records in hand 1: one record was read and is not released, which defeats both modes of epoll",
    `wake: from the time stamp of a record to the return of the wait for it, then produced at ` +
    `${BLOCKED_RECORDS_PER_SECOND} a second by a process beside the controller, outside the meter`,
  ],
  metrics: [
    {
      id: "wakeP50Ns",
      title: "Wake p50",
      unit: "ns",
      evidence: "exact",
      better: "lower",
      per: "round",
    },
    {
      id: "wakeMaxNs",
      title: "Wake, slowest",
      unit: "ns",
      evidence: "exact",
      better: "lower",
      per: "round",
    },
  ],
  probe: probeBpf,
  sweep: cross({ recordsInHand: [0, 1] }),
  // A wait costs the same 0.2 ms or so however long it is: a short one would look expensive.
  quickSweep: [],
  smoke: cross({ recordsInHand: [0, 1], waitMs: [5] }),
  floors: [],
  native: false,
  round: { by: "cycles", cycles: 1, ms: 1200, quickMs: 1200 },
  measuresHeap: false,
  rounds: 1,
  quickRounds: 1,
  open({ worker, parameters, placement }) {
    const waitMs = "waitMs" in parameters ? numberOf(parameters, "waitMs") : SECOND_MS;
    const holds = numberOf(parameters, "recordsInHand") > 0;
    return openBlockedRig(worker, { placement, waitMs, holds });
  },
};
