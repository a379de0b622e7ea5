/** What connections hold and cost while they are idle, and how soon they are read again. @module */
import { whyNoFarm } from "../../lib/readyread/fixture/connection_farm.ts";
import type { Metric } from "../../results/schema.ts";
import { cross, numberOf, type Scenario } from "../scenario.ts";
import {
  BUSY_CONNECTIONS,
  IDLE_EVERY,
  IDLE_PAYLOAD_BYTES,
  openIdleRig,
  WRITE_EVERY_US,
  WRITES,
} from "./idle_rig.ts";

export const idle: Scenario = {
  id: "readyread/idle",
  question: "How much memory do idle connections pin, and how soon are they read again?",
  operation: "read",
  headline: "pinnedBytes",
  asked: ["anonymousBytes", "latencyP50Ns", "latencyP99Ns"],
  notes: [
    "Unix streams from a process on the controller's CPU; each has been read from before it idles, " +
    "a full buffer of 32 KiB, so that the pages of a buffer that is kept are in memory",
    `then ${BUSY_CONNECTIONS} busy ones go on while the others idle: a payload of ` +
    `${IDLE_PAYLOAD_BYTES} bytes every ${WRITE_EVERY_US} us, ${WRITES} in a round; each ` +
    `${IDLE_EVERY}rd goes to an idle connection, in turn, so that with few of them each idles ` +
    "shortly; CPU and switches are those of that part, all else stands outside the meters",
    "pinned: buffers out of the pool while all idle, and for uring_buffers the provided buffers, " +
    "their ring and the queues shared with the kernel; kept: free buffers with their pages",
    "anonymous: growth of Anonymous in smaps_rollup from the bare descriptors, in this process " +
    "before its source was opened, to all idle; garbage is collected before each look. Of each " +
    "connection at 5,000 only: with fewer, what does not grow with them is more",
    "kernel: what the objects in use of /proc/slabinfo grew by, those of files left out, while the " +
    "connections came in: epoll entries, armed receives. It counts the whole host, so others show " +
    "in it; the sockets themselves are there before. Only root may read it: for others it is " +
    "SUnreclaim of /proc/meminfo, which counts whole slabs and misses what fits into old ones",
    "first read: from the stamp before the write to the reader holding the payload, its wake-up " +
    "included; reading the clock is in it",
    "first reads come one by one: the buffer that came back last is in the cache and serves them " +
    "all; of many at once, those beyond the 2 MiB that the pool keeps would fault their pages in",
  ],
  metrics: [
    memory("pinnedBytes", { title: "Pinned by us, all idle", evidence: "exact" }),
    memory("keptBytes", { title: "Kept free in the pool", evidence: "exact" }),
    memory("anonymousBytes", { title: "Anonymous above bare descriptors" }),
    memory("anonymousEachBytes", { title: "Anonymous, each of 5,000" }),
    memory("kernelBytes", { title: "Kernel objects above bare descriptors" }),
    memory("kernelEachBytes", { title: "Kernel objects, each of 5,000" }),
    latency("latencyP50Ns", { title: "First read after idleness p50" }),
    latency("latencyP99Ns", { title: "First read after idleness p99" }),
  ],
  sweep: cross({ idle: [1, 100, 1000, 5000] }),
  quickSweep: cross({ idle: [1000] }),
  smoke: cross({ idle: [20] }),
  floors: [],
  native: false,
  tables: ["readyread"],
  usage: "thread",
  round: { by: "cycles", cycles: 1, ms: 250, quickMs: 100 },
  measuresHeap: false,
  rounds: 2,
  quickRounds: 1,
  exempt(_traits, { parameters }) {
    return whyNoFarm(numberOf(parameters, "idle") + BUSY_CONNECTIONS);
  },
  open: ({ worker, parameters, placement }) =>
    openIdleRig(worker, { placement, idle: numberOf(parameters, "idle") }),
};

function memory(id: string, options: {
  readonly title: string;
  readonly evidence?: Metric["evidence"];
}): Metric {
  const { title, evidence = "sampled" } = options;
  return { id, title, unit: "bytes", evidence, better: "lower", per: "round" };
}

function latency(id: string, { title }: { readonly title: string }): Metric {
  return { id, title, unit: "ns", evidence: "exact", better: "lower", per: "round" };
}
