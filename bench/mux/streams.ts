/** What many streams over one socket cost, by writer and by queue. @module */
import { cross, numberOf, type Scenario } from "../scenario.ts";
import { metric } from "./line.ts";
import { exemptByTable, MUX_TABLES, PARTS_NOTE } from "./parts.ts";
import { CYCLE_MESSAGES, LONE_MESSAGES, openStreamsRig, WARM_UP_MS } from "./streams_rig.ts";
import { TRAFFIC_METRICS } from "./traffic.ts";

const PAYLOAD_BYTES = [200, 1024, 8192];

export const streams: Scenario = {
  id: "mux/streams",
  question: "How many messages a second do streams exchange over one socket, and at what cost?",
  operation: "message",
  headline: "messagesPerSecond",
  asked: ["writeCalls", "copies", "latencyP99Ns"],
  notes: [
    "a message goes out, its echo is taken, and the next one goes: one of each stream at a time. " +
    "The streams stay open: opening and ending them is not in the figures",
    "one echo peer for all rows, in its own process on the controller's CPU, over a Unix stream: " +
    "it writes all that one read brought in one call, so that only our side's writes differ; its " +
    "work is in wall time and latency, in no CPU time and no count of calls",
    PARTS_NOTE,
    "a quick run compares the writers alone, at 100 streams of 200 B: their write calls are in " +
    "it, the copies of the queues in mux/slow_consumer; everything else takes a full run",
    `each process exchanges messages for ${WARM_UP_MS} ms before anything is timed: until then ` +
    "its code is being compiled, and a row that does most of its work itself loses most by that",
    "CPU: with nothing to read a connection looks up to 512 times (some 120 us) before it sleeps, " +
    "and sleeps on another thread of the process: of a lone stream most of it is looking. So the " +
    "headline is wall time",
    `messages per second: of the median cycle of a round, ${CYCLE_MESSAGES} messages each ` +
    `(${LONE_MESSAGES} of a lone stream). Where something else has the peer's CPU for a while, ` +
    "be it the row's own compiler or collector, all streams wait for milliseconds: that is in " +
    "wall time and latency p99, and not in the headline",
    "copies, bytes copied: from the read buffer until the message is taken, as counted where they " +
    "are made; all rows have one copy more when sending (into the writer's buffer), the kernel's " +
    "own two, and that of what a read left of a frame, moved to the front",
    "write calls: counted where they are made, those that found no room included; all calls by " +
    "name are in the table of system calls",
    "latency: from the send call to the echo being taken; one reading of the clock a message, some " +
    "40 ns, is in the figures of all rows",
    "length, number, stream and seal of each echo are checked, and every byte in a round of its own",
    "heap: promises are made where a stream waits for its echo, which is once a message here",
  ],
  metrics: [
    metric("messagesPerSecond", { title: "Messages per second, median cycle", better: "higher" }),
    ...TRAFFIC_METRICS,
  ],
  sweep: cross({
    compared: ["writers", "queues"],
    payloadBytes: PAYLOAD_BYTES,
    streams: [1, 10, 100],
  }),
  quickSweep: cross({ compared: ["writers"], payloadBytes: [200], streams: [100] }),
  smoke: cross({ compared: ["writers", "queues"], payloadBytes: [1024], streams: [10] }),
  floors: [],
  native: false,
  tables: MUX_TABLES,
  round: { by: "calibrated", ms: 60, quickMs: 25 },
  measuresHeap: true,
  rounds: 4,
  quickRounds: 2,
  exempt: exemptByTable,
  open: ({ worker, parameters, placement }) =>
    openStreamsRig(worker, {
      streams: numberOf(parameters, "streams"),
      payloadBytes: numberOf(parameters, "payloadBytes"),
      placement,
    }),
};
