/** Mutant: messages not taken are not given back. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import type { QueueInput } from "../../../lib/mux/queue/contract.ts";
import { replace } from "../../replace.ts";
import { writerMutant } from "../writer_row.ts";

export const queuedMessagesStayOut = writerMutant({
  name: "queued_messages_stay_out",
  bug: "keeps the buffers of messages that nobody took",
  connect: (options) => {
    const { queue } = options;
    const open = (input: QueueInput) => replace(queue.open(input), { [Symbol.dispose]: () => {} });
    return new Connection({ ...options, queue: { ...queue, open } });
  },
});
