/** Mutants made from any queue, a user's too: the same few bugs in whatever it is. @module */
import {
  DROPPED,
  type MessageQueue,
  NOTHING,
  type QueueImplementation,
  type QueueInput,
  TAKEN,
} from "../../lib/mux/queue/contract.ts";
import { replace } from "../replace.ts";
import type { Mutant } from "../suite.ts";

/** Puts a bug into a queue that is open: the members that it replaces. */
type Breaking = (queue: MessageQueue) => object;

const BUGS: readonly {
  readonly like: string;
  readonly bug: string;
  readonly breaking: Breaking;
}[] = [
  {
    like: "late_buffer_is_lost",
    bug: "keeps the buffer of a message offered after the close",
    breaking: (queue) => ({
      offer: (buffer: number, length: number) =>
        queue.isClosed ? DROPPED : queue.offer(buffer, length),
    }),
  },
  {
    like: "done_twice_is_fine",
    bug: "says nothing when a hold ends twice",
    breaking: (queue) => ({ done: () => queue.isHeld ? queue.done() : undefined }),
  },
  {
    like: "close_forgets_the_consumer",
    bug: "leaves the consumer asleep at its close",
    breaking: (queue) => ({
      filled: () =>
        queue.isClosed ? queue.filled() : new Promise<void>((resolve) => {
          queue.filled().then(() => queue.depth > 0 ? resolve() : undefined);
        }),
    }),
  },
  {
    like: "empty_message_is_nothing",
    bug: "says NOTHING at a message of length 0",
    breaking: (queue) => ({
      take: () => {
        const outcome = queue.take();
        if (outcome !== TAKEN || queue.length > 0) return outcome;
        queue.done();
        return NOTHING;
      },
    }),
  },
];

/** The mutants of one implementation, named after those of the table whose bug they have. */
export function breakQueue(row: QueueImplementation): readonly Mutant<QueueImplementation>[] {
  return BUGS.map(({ like, bug, breaking }) => {
    const name = `${like}_of_${row.name}`;
    const open = (input: QueueInput) => {
      const queue = row.open(input);
      return replace(queue, breaking(queue));
    };
    const implementation = { ...row, name, summary: bug, probe: () => row.probe(), open };
    return { name, like, bug: `${row.name}, broken: ${bug}`, implementation };
  });
}
