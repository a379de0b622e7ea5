/** What a dump of all sockets costs from request to destination, and where. @module */
import { FARM_RUNGS, planFarm, probeFarm } from "../../lib/netlink/fixture/socket_farm.ts";
import type { Metric } from "../../results/schema.ts";
import { cross, numberOf, type Scenario } from "../scenario.ts";
import { DUMP_BATCH } from "./dump_pairs.ts";

export const dumpCycle: Scenario = {
  id: "netlink/dump_cycle",
  question: "What does a dump of all sockets cost, from the request to the last record sent?",
  operation: "cycle",
  headline: "threadCpuNs",
  asked: ["systemCalls", "dumpNs", "parseNs", "encodeNs", "sendNs"],
  notes: [
    "a cycle asks sock_diag for TCP and UDP, IPv4 and IPv6, parses each answer, encodes each socket " +
    "as a protobuf record and sends it as a Unix datagram to a reader in another process",
    "sockets are held by processes of their own, in a network namespace of their own",
    `batch: ${DUMP_BATCH} receives posted or a call, ${DUMP_BATCH} records a flush`,
    "asked for and encoded: tcp_info and all else that sock_diag tells of a socket without being a " +
    "duplicate (memory, congestion control, TOS, traffic class, shutdown, class, cgroup, options)",
    "where the time goes is wall time of a cycle of its own behind each round, with clocks around " +
    "requests, receiver, encoder and sender, what these wait for included; parse is the rest. A " +
    "clock costs some 80 ns, once a record for encode and for send: half of it is seen there, " +
    "half in parse",
    "the kernel fills the first answer of a dump inside of the request, and the others inside of " +
    "the receiving calls: the kernel's dump is both, with what the receiver itself takes",
    "answers that posted receives took before the end of a dump are awaited: each socket counts, or " +
    "the round is void",
    "user and system time, switches and faults are those of the measured thread",
  ],
  metrics: [
    part("dumpNs", "Time in the kernel's dump"),
    part("parseNs", "Time in parse"),
    part("encodeNs", "Time in encode"),
    part("sendNs", "Time in send"),
  ],
  sweep: cross({ sockets: FARM_RUNGS }),
  quickSweep: cross({ sockets: [1000] }),
  smoke: cross({ sockets: [1000] }),
  floors: [],
  native: false,
  tables: ["netlink/dump"],
  probe: probeFarm,
  usage: "thread",
  round: { by: "calibrated", ms: 40, quickMs: 8 },
  measuresHeap: true,
  rounds: 4,
  quickRounds: 2,
  exempt(_traits, { parameters }) {
    const plan = planFarm(numberOf(parameters, "sockets"));
    return plan.reachable ? undefined : `${parameters.sockets} sockets: ${plan.reason}`;
  },
  async open(options) {
    // now: the controller reads only what is above, and shall not load the encoder's library for it
    const { openDumpRig } = await import("./dump_rig.ts");
    return await openDumpRig(options, numberOf(options.parameters, "sockets"));
  },
};

function part(id: string, title: string): Metric {
  return { id, title, unit: "ns", evidence: "exact", better: "lower", per: "round" };
}
