/** Mutant: its close wakes no consumer. @module */
import type { MessageQueue } from "../../../lib/mux/queue/contract.ts";
import type { Bug } from "../../bug.ts";

export const closeForgetsTheConsumer: Bug<MessageQueue> = {
  name: "close_forgets_the_consumer",
  bug: "leaves the consumer asleep at its close",
  members: (queue) => ({
    filled: () =>
      queue.isClosed ? queue.filled() : new Promise<void>((resolve) => {
        queue.filled().then(() => queue.depth > 0 ? resolve() : undefined);
      }),
  }),
};
