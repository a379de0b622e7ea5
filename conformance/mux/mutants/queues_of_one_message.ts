/** Mutant: queues hold less than they should. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { writerMutant } from "../writer_row.ts";

export const queuesOfOneMessage = writerMutant({
  name: "queues_of_one_message",
  bug: "gives each stream a queue of one message, whatever was asked for",
  connect: (options) => new Connection({ ...options, queueCapacity: 1, queueBudgetBytes: 1 }),
});
