/** Mutant: a late stream is refused for no reason. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { ConnectionClosed } from "../../../lib/mux/errors.ts";
import { writerMutant } from "../writer_row.ts";

export const lateOpenGetsAnotherReason = writerMutant({
  name: "late_open_gets_another_reason",
  bug: "refuses a stream after the end with an error of its own",
  connect: (options) => {
    const connection = new Connection(options);
    const { registry } = connection;
    const { requireRoom } = registry;
    registry.requireRoom = () => {
      if (registry.isClosed) throw new ConnectionClosed("It is closed");
      requireRoom.call(registry);
    };
    return connection;
  },
});
