/** The suite of queues between a connection's reader and a stream's receiver. @module */
import { AVAILABLE } from "../../lib/implementation.ts";
import type { QueueImplementation, QueueTraits } from "../../lib/mux/queue/contract.ts";
import { queueImplementations } from "../../lib/mux/queue/table.ts";
import type { Suite } from "../suite.ts";
import { queueBugs, queueMutants } from "./mutants/queue_table.ts";
import { QueueFixture } from "./queue_fixture.ts";
import { plainQueue } from "./queue_mutant.ts";
import { queueRules } from "./queue_table.ts";

export const muxQueueSuite: Suite<QueueImplementation, QueueFixture, QueueTraits> = {
  path: "mux/queue",
  role: "queue",
  implementations: queueImplementations,
  rules: queueRules,
  mutants: queueMutants,
  bugs: queueBugs,
  plain: plainQueue,
  probeKernel: () => AVAILABLE, // memory is all it takes
  openFixture: (options) => new QueueFixture(options),
};
