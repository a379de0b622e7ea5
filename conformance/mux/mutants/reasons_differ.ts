/** Mutant: each stream has an error of its own. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { changeStreams, writerMutant } from "../writer_row.ts";

export const reasonsDiffer = writerMutant({
  name: "reasons_differ",
  bug: "gives each stream an error of its own at the end of the connection",
  connect: (options) => {
    const connection = new Connection(options);
    changeStreams(connection, (stream) => {
      const end = stream.endByError.bind(stream);
      stream.endByError = (error) => end(new Error("The connection is gone", { cause: error }));
    });
    return connection;
  },
});
