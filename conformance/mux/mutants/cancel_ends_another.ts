/** Mutant: a cancel hits the next stream too. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { changeStreams, writerMutant } from "../writer_row.ts";

export const cancelEndsAnother = writerMutant({
  name: "cancel_ends_another",
  bug: "cancels the stream behind a cancelled one as well",
  connect: (options) => {
    const connection = new Connection(options);
    changeStreams(connection, (stream) => {
      const cancel = stream.cancel.bind(stream);
      stream.cancel = (reason) => {
        cancel(reason);
        connection.registry.get(stream.id + 1)?.endByCancel();
      };
    });
    return connection;
  },
});
