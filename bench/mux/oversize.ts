/** What messages of megabytes do to small ones, and to memory. @module */
import { cross, numberOf, type Scenario } from "../scenario.ts";
import { openOversizeRig, OVERSIZE_METRICS, SMALL_BYTES, SMALL_STREAMS } from "./oversize_rig.ts";
import { exemptByTable, MUX_TABLES, PARTS_NOTE } from "./parts.ts";

const KIB = 1024;
const SIZES = [0, 64 * KIB, 512 * KIB, 4096 * KIB];

export const oversize: Scenario = {
  id: "mux/oversize",
  question: "How long do small messages wait beside oversize ones, and what memory is kept?",
  operation: "message",
  headline: "latencyP99Ns",
  notes: [
    `${SMALL_STREAMS} streams exchange messages of ${SMALL_BYTES} bytes with an echo peer in its ` +
    "own process on the controller's CPU, over a Unix stream, while one more exchanges oversize " +
    "messages, one at a time, in frames of 64 KiB; 4 MiB is the longest that is received; " +
    "oversize 0: there are none",
    "small messages: from the send call to the echo being taken. What is measured is mostly who is " +
    "in front of them: the frames that a writer took before, and those of the peer, which echoes " +
    "in the order in which it read",
    PARTS_NOTE,
    "a message, where figures are per message, is a small one; bytes are all bytes",
    "message buffers: those of the pool that have memory, out or free, above the one that is read " +
    "into: the peak is looked at with each small echo, and what is kept when all echoes were taken. " +
    "The pool keeps 4 MiB of free ones and gives the rest to the kernel; a queue with buffers of " +
    "its own (ring_copy) keeps up to 64 KiB in each place. The writer's buffers are in " +
    "mux/unread_peer",
    "every byte of each echo is compared in a round of its own; length, number and seal in all. " +
    "A sender fills nothing but number and seal, so that it is not the content that costs",
  ],
  metrics: OVERSIZE_METRICS,
  sweep: cross({ oversizeBytes: SIZES, compared: ["writers", "queues"] }),
  quickSweep: [],
  smoke: cross({ oversizeBytes: [512 * KIB], compared: ["writers", "queues"] }),
  floors: [],
  native: false,
  tables: MUX_TABLES,
  round: { by: "cycles", cycles: 3, ms: 20, quickMs: 20 },
  measuresHeap: false,
  rounds: 2,
  quickRounds: 1,
  exempt: exemptByTable,
  open: ({ worker, parameters, placement }) =>
    openOversizeRig(worker, { oversizeBytes: numberOf(parameters, "oversizeBytes"), placement }),
};
