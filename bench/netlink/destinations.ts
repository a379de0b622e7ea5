/** What a frame costs on its way to each kind of destination. @module */
import { cross, numberOf, type Scenario } from "../scenario.ts";
import { DESTINATION_BATCH, openDestinationRig, ROUND_FRAMES } from "./destination_rig.ts";

/** As long as an encoded socket of a dump is, on average; and one that fills a packet. */
const PAYLOAD_BYTES = [184, 1400];

export const destinations: Scenario = {
  id: "netlink/destinations",
  question: "What does it cost to send the frames of a dump, by kind of destination?",
  operation: "frame",
  headline: "threadCpuNs",
  asked: ["systemCalls"],
  notes: [
    `a cycle sends ${ROUND_FRAMES} frames, ${DESTINATION_BATCH} a flush, each until its last ` +
    "buffer is back; 184 bytes are about what an encoded socket record has, 1400 fill a packet",
    "a frame is numbered and sealed in place; encoding is measured in netlink/dump_cycle",
    "udp: over loopback; unix: a stream, each payload behind its length as a varint; unixgram: " +
    "a socket pair of datagrams, of which the kernel queues net.unix.max_dgram_qlen + 1",
    "a process on the controller's CPU reads all the while; its reads and the wake-ups that it " +
    "causes are charged to it, waiting for room is the sender's",
    "the meter stops when the last buffer is back: what the kernel took may not be read yet; that " +
    "is awaited and checked outside of every meter, number and seal of each frame",
    "lost: frames that udp dropped; all of a cycle fit the receive buffer where " +
    "net.core.rmem_max is 1 MiB. On other destinations a frame that is lost makes the round void",
    "out of order: datagrams by uring overtake each other while the socket is full; elsewhere a " +
    "frame out of its order makes the round void",
    "user and system time, switches and faults are those of the measured thread",
  ],
  metrics: [
    {
      id: "lostShare",
      title: "Share of frames lost",
      unit: "",
      evidence: "exact",
      better: "lower",
      per: "round",
    },
    {
      id: "disordered",
      title: "Frames out of order",
      unit: "",
      evidence: "exact",
      better: "neither",
      per: "round",
    },
  ],
  sweep: cross({ destination: ["unix", "udp", "unixgram"], payloadBytes: PAYLOAD_BYTES }),
  quickSweep: cross({ destination: ["unix", "unixgram"], payloadBytes: [184] }),
  smoke: cross({ destination: ["unix", "udp", "unixgram"], payloadBytes: [184] }),
  floors: [],
  native: false,
  tables: ["netlink/send"],
  usage: "thread",
  round: { by: "calibrated", ms: 20, quickMs: 6 },
  measuresHeap: true,
  rounds: 4,
  quickRounds: 2,
  exempt(_traits, { name, parameters }) {
    if (name !== "uring_linked" || parameters.destination === "unix") return undefined;
    return "a chain of linked sends keeps the order of a stream: datagrams are never split";
  },
  open: ({ worker, parameters, placement }) =>
    openDestinationRig(worker, {
      destination: String(parameters.destination),
      payloadBytes: numberOf(parameters, "payloadBytes"),
      placement,
    }),
};
