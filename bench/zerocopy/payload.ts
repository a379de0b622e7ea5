/** From which size on it pays not to copy. @module */
import { cross, numberOf, type Scenario } from "../scenario.ts";
import { openZerocopyRig, ZEROCOPY_METRICS } from "./rig.ts";
import { LOOPBACK_WITHOUT_LAB, withoutLab } from "./wires.ts";

/** What every reader of these figures must know. */
export const ZEROCOPY_NOTES: readonly string[] = [
  "wire lab: a real TCP connection over a device behind which a peer process acknowledges what " +
  "it drops: nothing is copied there; loopback: the kernel copies whatever it was asked",
  "source cold: a backlog of twice the last-level cache (64 MiB at least), sent round and round; " +
  "hot: one of 2 MiB; both were written once, outside of every meter",
  "each cycle sends until the last buffer is back; what send has handed over may then still lie " +
  "in the socket's buffer; the peer's work is charged to the peer",
  "the content of each segment is sampled on the lab (8 bytes of 8 KiB), each byte is checked on " +
  "loopback",
  "inferred not to be copied: SEND_ZC reports copied of each send that lies in another one's " +
  "socket buffer, whatever happened. The order of completions proves whose it is, but for the " +
  "last one of a stack: the share of these stands by itself (see lib/zerocopy/usage_reports.ts)",
  "msg_zerocopy and uring_send_zc ask for zero copy at every size and on loopback too; adaptive " +
  "decides by its own threshold; measuring the times costs each row some 100 ns a send",
  "heap bytes are mostly those of the times: a number read or added up is 16 bytes, 3 to 5 a send; " +
  "with the times left out a test (bench/zerocopy/heap_test.ts) finds nothing for each send",
];

export const payload: Scenario = {
  id: "zerocopy/payload",
  question: "From which payload size is it cheaper not to copy?",
  operation: "send",
  headline: "cpuNs",
  asked: ["notCopiedShare"],
  notes: ZEROCOPY_NOTES,
  metrics: ZEROCOPY_METRICS,
  sweep: cross({
    wire: ["lab", "loopback"],
    source: ["cold", "hot"],
    payloadBytes: [1, 4, 16, 64, 256, 1024].map((kibibytes) => kibibytes * 1024),
  }),
  quickSweep: cross({
    wire: ["lab", LOOPBACK_WITHOUT_LAB],
    source: ["cold"],
    payloadBytes: [65536],
  }),
  smoke: cross({ wire: ["lab", "loopback"], source: ["hot"], payloadBytes: [65536] }),
  floors: [],
  native: false,
  round: { by: "calibrated", ms: 40, quickMs: 16 },
  measuresHeap: true,
  rounds: 4,
  quickRounds: 3,
  exempt: (_traits, { parameters }) => withoutLab(parameters),
  open: ({ worker, parameters, placement }) =>
    openZerocopyRig(worker, {
      placement,
      wire: String(parameters.wire),
      source: String(parameters.source),
      payloadBytes: numberOf(parameters, "payloadBytes"),
      replicas: 1,
    }),
};
