/** What more replicas of one backlog cost. @module */
import { cross, numberOf, type Scenario } from "../scenario.ts";
import { ZEROCOPY_NOTES } from "./payload.ts";
import { openZerocopyRig, ZEROCOPY_METRICS } from "./rig.ts";
import { withoutLab } from "./wires.ts";

const PAYLOAD_BYTES = 65536;
const KIB = 1024;

export const replicas: Scenario = {
  id: "zerocopy/replicas",
  question: "Which sender feeds several replicas from one backlog with the least CPU?",
  operation: "KiB",
  headline: "cpuNs",
  asked: ["notCopiedShare"],
  notes: [
    ...ZEROCOPY_NOTES,
    "an operation is a KiB that one replica got: with 8 of them, each KiB of the backlog is sent " +
    `8 times, in sends of ${PAYLOAD_BYTES / KIB} KiB; one thread feeds all`,
    "blocks are shared, not copied: a block goes back to the writer when the last replica has its " +
    "buffer back; a round after which one is still held is void",
    "held: memory of blocks that somebody refers to, at most the whole backlog (the bound); " +
    "pinned: summed over senders, so a block that all of them send counts once for each",
  ],
  metrics: ZEROCOPY_METRICS,
  sweep: cross({ wire: ["lab", "loopback"], source: ["cold", "hot"], replicas: [1, 2, 8] }),
  quickSweep: [],
  smoke: cross({ wire: ["lab", "loopback"], source: ["hot"], replicas: [2] }),
  floors: [],
  native: false,
  round: { by: "calibrated", ms: 40, quickMs: 16 },
  measuresHeap: false,
  rounds: 4,
  quickRounds: 3,
  exempt: (_traits, { parameters }) => withoutLab(parameters),
  open: ({ worker, parameters, placement }) =>
    openZerocopyRig(worker, {
      placement,
      wire: String(parameters.wire),
      source: String(parameters.source),
      payloadBytes: PAYLOAD_BYTES,
      replicas: numberOf(parameters, "replicas"),
      operationBytes: KIB,
    }),
};
