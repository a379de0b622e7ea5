/** Makes a mutant's row out of a plain queue with one bug. @module */
import { AVAILABLE } from "../../lib/implementation.ts";
import type {
  MessageQueue,
  QueueImplementation,
  QueueInput,
  QueueTraits,
} from "../../lib/mux/queue/contract.ts";
import type { Mutant } from "../suite.ts";
import { PlainQueue, pooledTraits } from "./plain_queue.ts";

/** What makes a mutant. */
export interface QueueMutant {
  readonly name: string;
  readonly bug: string;
  /** What it declares. @default {pooledTraits} */
  readonly traits?: QueueTraits;
  readonly open: (input: QueueInput, traits: QueueTraits) => MessageQueue;
}

/** The mutant as a row. */
export function queueMutant(
  { name, bug, traits = pooledTraits, open }: QueueMutant,
): Mutant<QueueImplementation> {
  return {
    name,
    bug,
    implementation: {
      name,
      summary: bug,
      source: "https://github.com/cockroachdb/drpc",
      traits,
      probe: () => AVAILABLE,
      open: (input) => open(input, traits),
    },
  };
}

/** The plain queue as it stands. */
export const plainQueue: QueueImplementation = queueMutant({
  name: "plain_queue",
  bug: "none",
  open: (input, traits) => new PlainQueue(input, traits),
}).implementation;
