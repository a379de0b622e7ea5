/** Mutant: the end of no hold is no error. @module */
import type { MessageQueue } from "../../../lib/mux/queue/contract.ts";
import type { Bug } from "../../bug.ts";

export const doneTwiceIsFine: Bug<MessageQueue> = {
  name: "done_twice_is_fine",
  bug: "says nothing when a hold ends twice",
  members: (queue) => ({ done: () => queue.isHeld ? queue.done() : undefined }),
};
