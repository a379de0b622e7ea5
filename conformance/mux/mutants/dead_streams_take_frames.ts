/** Mutant: a stream that has ended takes frames. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { changeStreams, writerMutant } from "../writer_row.ts";

export const deadStreamsTakeFrames = writerMutant({
  name: "dead_streams_take_frames",
  bug: "gives frames to streams that have ended and are not finished",
  connect: (options) => {
    const connection = new Connection(options);
    changeStreams(connection, (stream) => {
      Object.defineProperty(stream, "isTerminated", { value: false });
    });
    return connection;
  },
});
