/** What a replica that does not read costs those that wait for it. @module */
import { cross, type Scenario } from "../scenario.ts";
import {
  CAP_BYTES,
  DROP_MS,
  ENDS,
  HOLD_MS,
  openStalledRig,
  STALLED_METRICS,
  WRITTEN_BYTES,
} from "./stalled_rig.ts";
import { withoutLab } from "./wires.ts";

const MIB = 2 ** 20;

export const stalled: Scenario = {
  id: "zerocopy/stalled",
  question: "How much memory does a replica hold that does not read, and for how long?",
  operation: "send",
  headline: "heldBytes",
  notes: [
    `three replicas of one backlog of ${CAP_BYTES / MIB} MiB in blocks of 64 KiB; each gets ` +
    `${
      WRITTEN_BYTES / MIB
    } MiB, and then one closes its window, and as much is written again: the ` +
    "figures of a round are of that second part, with the two that read",
    "held: memory of blocks that somebody still refers to, once the two that read are through, " +
    `and again ${HOLD_MS} ms later; it cannot exceed the backlog (the bound), since no block is ` +
    "used again before its last reference goes; a round in which a sender pins more is void",
    "pinned: bytes that the kernel may still read, summed over senders, so a block that three of " +
    "them send counts three times; what a copying sender's socket took is pinned no more, and lies " +
    "in the kernel's own memory (up to tcp_wmem, a few MiB) beside what is held",
    "senders over io_uring take what they are given, up to 512 sends, and queue it: pinned till " +
    "then, and taken is not what the socket has",
    "reads again: the window opens; is killed: the peer resets the connection; is dropped: we " +
    `give it ${DROP_MS} ms, then reset it. Each ends with all blocks trimmed, or the round is void`,
    "time until all is back starts before the order is given: on the lab that is a message to the " +
    "peer's process; each byte that was received is checked as in zerocopy/payload",
    "share not copied, time to transfer and to buffer back: of the two that read, in that second " +
    "part; of what is reset before it went out the kernel says, rightly, that it was not copied",
    "the others: their time for the second part over the time of all three for the first",
  ],
  metrics: STALLED_METRICS,
  sweep: cross({ wire: ["lab", "loopback"], end: ENDS }),
  quickSweep: [],
  smoke: [{ wire: "lab", end: "reads again" }, { wire: "loopback", end: "is dropped" }],
  floors: [],
  native: false,
  round: { by: "cycles", cycles: 1, ms: 120, quickMs: 120 },
  measuresHeap: false,
  rounds: 4,
  quickRounds: 2,
  exempt: (_traits, { parameters }) => withoutLab(parameters),
  open: ({ worker, parameters, placement }) =>
    openStalledRig(worker, {
      placement,
      wire: String(parameters.wire),
      end: String(parameters.end),
    }),
};
