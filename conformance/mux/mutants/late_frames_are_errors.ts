/** Mutant: a late frame ends the connection. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { ProtocolError } from "../../../lib/mux/errors.ts";
import { writerMutant } from "../writer_row.ts";

export const lateFramesAreErrors = writerMutant({
  name: "late_frames_are_errors",
  bug: "ends the connection at a frame for a stream that it does not have",
  connect: (options) => {
    const connection = new Connection(options);
    const { registry } = connection;
    const get = registry.get.bind(registry);
    registry.get = (id) => {
      const stream = get(id);
      if (stream === undefined) throw new ProtocolError(`Cannot find stream ${id}`);
      return stream;
    };
    return connection;
  },
});
