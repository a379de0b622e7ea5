/** What a peer that never reads makes its sender hold. @module */
import { cross, numberOf, type Scenario } from "../scenario.ts";
import {
  CAP_BYTES,
  openUnreadPeerRig,
  SENDERS,
  STILL_MS,
  UNREAD_PEER_METRICS,
} from "./unread_peer_rig.ts";

const MIB = 2 ** 20;
const PAYLOAD_BYTES = 32 * 1024;

export const unreadPeer: Scenario = {
  id: "mux/unread_peer",
  question: "Does what a sender holds stay within a bound while its peer never reads?",
  operation: "frame",
  headline: "heldBytes",
  notes: [
    `${SENDERS} streams of a connection send messages of ${PAYLOAD_BYTES / 1024} KiB over a Unix ` +
    "stream to a process that never reads, until nothing was taken from them for " +
    `${STILL_MS} ms`,
    `a writer without a bound takes all there is: the experiment ends at ${CAP_BYTES / MIB} MiB, ` +
    "so its figures are those of the cap, and it would go on",
    "held: the most bytes that the writer had taken and the kernel had not; the bound is twice " +
    "the mark and a frame (64 KiB and its header), control frames left out, or the frame under " +
    "way; a round beyond it is void",
    "less is not better in itself: flush holds one frame because it takes no other, which is what " +
    "mux/streams shows the price of",
    "anonymous memory: growth of Anonymous in smaps_rollup during the sending, garbage collected " +
    "before each look: a writer's buffers come into memory as they are filled",
    "with the kernel: bytes that the socket took (net.core.wmem_default); the same for all, and in " +
    "no figure of what the sender holds",
    "credit: each stream waits for its window of 256 KiB, if the mark is not reached before",
    "each cycle has a connection and a peer of its own; CPU, switches and faults are those of the " +
    `sending and of ${STILL_MS} to ${2 * STILL_MS} ms of standing still`,
  ],
  metrics: UNREAD_PEER_METRICS,
  sweep: cross({ markBytes: [64 * 1024, 256 * 1024, MIB, 4 * MIB], payloadBytes: [PAYLOAD_BYTES] }),
  quickSweep: cross({ markBytes: [MIB], payloadBytes: [PAYLOAD_BYTES] }),
  smoke: cross({ markBytes: [256 * 1024], payloadBytes: [PAYLOAD_BYTES] }),
  floors: [],
  native: false,
  tables: ["mux/writer"],
  round: { by: "cycles", cycles: 1, ms: 100, quickMs: 100 },
  measuresHeap: false,
  rounds: 2,
  quickRounds: 1,
  open: ({ worker, parameters, placement }) =>
    openUnreadPeerRig(worker, {
      markBytes: numberOf(parameters, "markBytes"),
      payloadBytes: numberOf(parameters, "payloadBytes"),
      placement,
    }),
};
