/** Mutant: a message of no bytes is no message. @module */
import {
  type MessageQueue,
  NOTHING,
  type QueueOutcome,
  TAKEN,
} from "../../../lib/mux/queue/contract.ts";
import type { Bug } from "../../bug.ts";

export const emptyMessageIsNothing: Bug<MessageQueue> = {
  name: "empty_message_is_nothing",
  bug: "says NOTHING at a message of length 0",
  members: (queue) => ({
    take(): QueueOutcome {
      const outcome = queue.take();
      if (outcome !== TAKEN || queue.length > 0) return outcome;
      queue.done();
      return NOTHING;
    },
  }),
};
