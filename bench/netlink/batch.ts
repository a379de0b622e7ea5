/** What is saved by many datagrams a call, receiving and sending. @module */
import { cross, numberOf, type Scenario } from "../scenario.ts";
import { FILL_RECORDS } from "./bulk.ts";
import { NETLINK_NATIVE } from "./native_row.ts";
import { openReceiveRig } from "./receive_rig.ts";
import { openSendRig } from "./send_rig.ts";

/** The batch that io_uring senders of such streams post by themselves; the loop in C has it too. */
const NATIVE_BATCH = 64;

export const batch: Scenario = {
  id: "netlink/batch",
  question: "How much does it save to receive and to send many datagrams with one call?",
  operation: "record",
  headline: "threadCpuNs",
  asked: ["systemCalls"],
  notes: [
    `Unix datagram sockets; receive: ${FILL_RECORDS} datagrams are sent from the measured thread ` +
    "outside of every meter, then drained until the socket is empty",
    "batch is the number of buffers: receives posted, messages of one recvmmsg, sends of one flush",
    "touch reads three words of each datagram; order, count, bytes and sum of each fill are checked",
    `send: ${FILL_RECORDS} datagrams, each batch until its last buffer is back; the far end is ` +
    "read and checked outside of every meter",
    "a fill wakes each receive that is posted on a ring, at the sender's expense: with a fill " +
    "outside of the meter this is not seen here, but in netlink/offered_rate",
    "uring: the kernel runs the receives that a fill woke 20 an enter where nobody waits " +
    "(io_uring.h, IO_LOCAL_TW_DEFAULT_MAX): the first batch of a fill takes several enters",
    "user and system time, switches and faults are those of the measured thread",
    `native: the same loop in C over recvmmsg, at batch ${NATIVE_BATCH}`,
  ],
  sweep: cross({
    direction: ["receive", "send"],
    batch: [1, 16, 64, 256],
    payloadBytes: [256, 512],
  }),
  quickSweep: [
    { direction: "receive", batch: 256, payloadBytes: 512 },
    { direction: "send", batch: 64, payloadBytes: 512 },
  ],
  smoke: cross({ direction: ["receive", "send"], batch: [64], payloadBytes: [256] }),
  floors: [],
  native: NETLINK_NATIVE,
  tables: ["netlink/receive", "netlink/send"],
  usage: "thread",
  round: { by: "calibrated", ms: 20, quickMs: 6 },
  measuresHeap: true,
  rounds: 6,
  quickRounds: 3,
  exempt(_traits, { role, table, name, parameters }) {
    if (role === "native") {
      return parameters.direction === "receive" && parameters.batch === NATIVE_BATCH
        ? undefined
        : null;
    }
    if (table !== `netlink/${parameters.direction}`) return null;
    if (name !== "uring_linked") return undefined;
    return "a chain of linked sends keeps the order of a stream: datagrams are never split";
  },
  open({ worker, parameters }) {
    const options = {
      batch: numberOf(parameters, "batch"),
      payloadBytes: numberOf(parameters, "payloadBytes"),
    };
    return parameters.direction === "send"
      ? openSendRig(worker, options)
      : openReceiveRig(worker, options);
  },
};
