/** What a stream that is not read does to the others. @module */
import { cross, numberOf, type Scenario } from "../scenario.ts";
import { exemptByTable, MUX_TABLES, PARTS_NOTE } from "./parts.ts";
import {
  openSlowConsumerRig,
  OTHER_BYTES,
  OTHERS,
  SLOW_CONSUMER_METRICS,
  UNREAD_BYTES,
  UNREAD_MS,
} from "./slow_consumer_rig.ts";

/** Fewer than a queue of 256 takes, or than fit a window and a budget of 256 KiB; and no end. */
const FEW = 100;
const NO_END = 100_000;

export const slowConsumer: Scenario = {
  id: "mux/slow_consumer",
  question: "Do other streams go on while one is not read?",
  operation: "message",
  headline: "longestWaitNs",
  notes: [
    `${OTHERS} streams exchange messages of ${OTHER_BYTES} bytes with a peer that serves them by ` +
    "a connection of this library, in its own process on the controller's CPU; then it sends " +
    `messages of ${UNREAD_BYTES / 1024} KiB on one more stream, which nobody takes for ` +
    `${UNREAD_MS} ms, and which is cancelled then: the others must go on, or the round is void`,
    `unread messages ${FEW}: fewer than any queue of many takes (256 messages, or 256 KiB); ` +
    `${NO_END.toLocaleString("en-US")}: more than can be sent meanwhile, so that what bounds the ` +
    "unread stream shows",
    PARTS_NOTE + "; the peer has the row's writer too, and the queue ring_pooled",
    "longest wait: the longest from a send of another stream to its echo being taken, or to the " +
    "end of the time where none came: who blocks waits for all of it, and more cannot show",
    "a full queue stops the connection's reader, whatever the queue: the others then wait for the " +
    "slow one. A window (credit) stops the sender before: its 256 KiB are fewer messages than the " +
    "queue takes; with messages of less than 1 KiB the queue would be full first",
    "messages per second are of the second half of the time; those with nobody slow were exchanged " +
    "right before, outside of every meter, and their copies counted where they are made: from the " +
    "read buffer until the message is taken",
    "held: pool buffers out at the end, above those before; by the size of buffers, powers of two. " +
    "What waits in sockets and at the sender comes on top",
    "CPU, switches and faults are those of the whole time, with little work where it is blocked: " +
    "per message they do not compare",
  ],
  metrics: SLOW_CONSUMER_METRICS,
  sweep: [
    ...cross({ compared: ["queues"], unreadMessages: [FEW, NO_END] }),
    ...cross({ compared: ["writers"], unreadMessages: [NO_END] }),
  ],
  quickSweep: [{ compared: "queues", unreadMessages: FEW }],
  smoke: cross({ compared: ["queues", "writers"], unreadMessages: [NO_END] }),
  floors: [],
  native: false,
  tables: MUX_TABLES,
  round: { by: "cycles", cycles: 1, ms: 40, quickMs: 40 },
  measuresHeap: false,
  rounds: 4,
  quickRounds: 1,
  exempt: exemptByTable,
  open: ({ worker, parameters, placement }) =>
    openSlowConsumerRig(worker, {
      unreadMessages: numberOf(parameters, "unreadMessages"),
      placement,
    }),
};
