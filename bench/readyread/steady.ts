/** What a buffer taken at readiness costs connections that never idle. @module */
import { DEFAULT_BUFFER_BYTES } from "../../lib/readyread/contract.ts";
import { cross, numberOf, type Scenario } from "../scenario.ts";
import { openSteadyRig } from "./steady_rig.ts";

/** Payloads of one fill: small ones, and those that fill a read. */
const SMALL_PAYLOADS = 2000;
const FULL_PAYLOADS = 40;

export const steady: Scenario = {
  id: "readyread/steady",
  question: "Does it cost connections anything that no buffer is held for them, if never idle?",
  operation: "read",
  headline: "threadCpuNs",
  notes: [
    `small payloads: ${SMALL_PAYLOADS} datagrams over all Unix socket pairs of a fill, so that a ` +
    "read takes one, as it does of a stream whose records come one by one; full ones: " +
    `${FULL_PAYLOADS} of ${DEFAULT_BUFFER_BYTES / 1024} KiB over Unix streams, a buffer each`,
    "filled from the measured thread outside of every meter, then drained until nothing is left: " +
    "no read waits, so the cost of sleeping and waking, the same for all, dilutes nothing",
    "each payload is released before the next is read, and three words of it are looked at; order, " +
    "count, bytes and sum of each fill are checked",
    "uring_buffers: a fill completes armed receives at the sender's expense, outside of the meter, " +
    "as far as its 32 buffers go",
    "user and system time, switches and faults are those of the measured thread",
  ],
  sweep: [
    ...cross({ socket: ["datagram"], payloadBytes: [256], connections: [1, 10, 100] }),
    ...cross({ socket: ["stream"], payloadBytes: [DEFAULT_BUFFER_BYTES], connections: [1, 10] }),
  ],
  quickSweep: cross({ socket: ["datagram"], payloadBytes: [256], connections: [10] }),
  smoke: [
    { socket: "datagram", payloadBytes: 256, connections: 10 },
    { socket: "stream", payloadBytes: DEFAULT_BUFFER_BYTES, connections: 1 },
  ],
  floors: [],
  native: false,
  tables: ["readyread"],
  usage: "thread",
  round: { by: "calibrated", ms: 30, quickMs: 6 },
  measuresHeap: true,
  rounds: 6,
  quickRounds: 2,
  open({ worker, parameters }) {
    const socket = parameters.socket === "stream" ? "stream" : "datagram";
    return openSteadyRig(worker, {
      socket,
      connections: numberOf(parameters, "connections"),
      payloadBytes: numberOf(parameters, "payloadBytes"),
      payloads: socket === "stream" ? FULL_PAYLOADS : SMALL_PAYLOADS,
    });
  },
};
