/** Mutant: one stream is not told of the end. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { changeStreams, writerMutant } from "../writer_row.ts";

export const forgetsAWaiter = writerMutant({
  name: "forgets_a_waiter",
  bug: "leaves a stream out when the connection ends",
  connect: (options) => {
    const connection = new Connection(options);
    changeStreams(connection, (stream) => {
      const end = stream.endByError.bind(stream);
      stream.endByError = (error) => stream.id === 1 ? undefined : end(error);
    });
    return connection;
  },
});
