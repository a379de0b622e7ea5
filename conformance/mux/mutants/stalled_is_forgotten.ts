/** Mutant: reading does not go on after a full queue. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import type { QueueInput } from "../../../lib/mux/queue/contract.ts";
import { replace } from "../../replace.ts";
import { writerMutant } from "../writer_row.ts";

export const stalledIsForgotten = writerMutant({
  name: "stalled_is_forgotten",
  bug: "tells nobody when a full queue has room again",
  connect: (options) => {
    const { queue } = options;
    const open = (input: QueueInput) => {
      const inner = queue.open(input);
      const room = () => inner.isClosed ? inner.room() : new Promise<void>(() => {});
      return replace(inner, { room });
    };
    return new Connection({ ...options, queue: { ...queue, open } });
  },
});
