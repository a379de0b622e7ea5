/** Mutant: an end makes no room. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { TooManyStreams } from "../../../lib/mux/errors.ts";
import { writerMutant } from "../writer_row.ts";

export const endedStreamsKeepTheirPlace = writerMutant({
  name: "ended_streams_keep_their_place",
  bug: "counts streams that have ended among the open ones",
  connect: (options) => {
    const connection = new Connection(options);
    const { registry } = connection;
    let endedCount = 0;
    const { remove } = registry;
    registry.remove = (id) => {
      endedCount++;
      remove.call(registry, id);
    };
    const { requireRoom } = registry;
    const { streamsMax = 0 } = options;
    registry.requireRoom = () => {
      const isFull = streamsMax > 0 && registry.count + endedCount >= streamsMax;
      if (isFull) throw new TooManyStreams("Cannot open a stream");
      requireRoom.call(registry);
    };
    return connection;
  },
});
