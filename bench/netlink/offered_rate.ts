/** What receiving costs when datagrams come one by one, and how late they are seen. @module */
import { cross, numberOf, type Scenario } from "../scenario.ts";
import { OFFERED_BATCH, OFFERED_RECORD_BYTES, openOfferedRig } from "./offered_rig.ts";

const ROUND_MS = 60;
/** At full speed: some 50 to 100 ms. */
const FULL_SPEED_RECORDS = 20_000;

export const offeredRate: Scenario = {
  id: "netlink/offered_rate",
  question: "What do CPU, switches and delay come to at the rate that a live peer offers?",
  operation: "record",
  headline: "threadCpuNs",
  asked: ["voluntarySwitches", "latencyP99Ns"],
  notes: [
    "a process on the controller's CPU sends stamped datagrams of " +
    `${OFFERED_RECORD_BYTES} bytes over a ` +
    "Unix socket pair, one a call; interval 0: as fast as the socket takes them",
    `the receiver waits, drains, waits; ${OFFERED_BATCH} receives posted, messages of a call`,
    "every datagram wakes every receive posted on a ring, 64 here: the kernel runs them all in " +
    "the receiving thread",
    "latency: from the stamp before the send, not from when it was due, to the receiver holding the " +
    "record; reading the clock costs the receiver some 40 ns a record",
    "sent late: more than 1 ms behind its time, on a busy host or after a full socket; the sender " +
    "then catches up, so that these come faster than the interval says",
    "out of order: datagrams that came before or behind their turn; a posted receive that was woken " +
    "in vain 128 times may be handed to a thread of the kernel and overtaken",
    "user and system time, switches and faults are those of the measured thread; peer and softirq " +
    "work is charged to the peer",
  ],
  metrics: [
    count("late", "Datagrams sent late"),
    count("disordered", "Datagrams out of order"),
  ],
  sweep: cross({ intervalUs: [0, 10, 50] }),
  quickSweep: cross({ intervalUs: [50] }),
  smoke: cross({ intervalUs: [50] }),
  floors: [],
  native: false,
  tables: ["netlink/receive"],
  usage: "thread",
  round: { by: "cycles", cycles: 1, ms: 150, quickMs: 100 },
  measuresHeap: false,
  rounds: 2,
  quickRounds: 1,
  open({ worker, parameters, placement }) {
    const intervalUs = numberOf(parameters, "intervalUs");
    const records = intervalUs === 0 ? FULL_SPEED_RECORDS : (ROUND_MS * 1000) / intervalUs;
    return openOfferedRig(worker, { placement, intervalUs, count: records });
  },
};

function count(id: string, title: string) {
  return { id, title, unit: "", evidence: "exact", better: "neither", per: "round" } as const;
}
