/** Mutant: what it drops it keeps. @module */
import { DROPPED, type MessageQueue, type QueueOutcome } from "../../../lib/mux/queue/contract.ts";
import type { Bug } from "../../bug.ts";

export const lateBufferIsLost: Bug<MessageQueue> = {
  name: "late_buffer_is_lost",
  bug: "keeps the buffer of a message offered after the close",
  members: (queue) => ({
    offer: (buffer: number, length: number): QueueOutcome =>
      queue.isClosed ? DROPPED : queue.offer(buffer, length),
  }),
};
