/** Mutant: a stream too many ends all. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { TooManyStreams } from "../../../lib/mux/errors.ts";
import { writerMutant } from "../writer_row.ts";

export const refusalEndsTheConnection = writerMutant({
  name: "refusal_ends_the_connection",
  bug: "ends the connection at a stream too many",
  connect: (options) => {
    const connection = new Connection(options);
    const { registry } = connection;
    const { requireRoom } = registry;
    registry.requireRoom = () => {
      if (!registry.hasRoom) void connection.close(new TooManyStreams("Too many streams"));
      requireRoom.call(registry);
    };
    return connection;
  },
});
