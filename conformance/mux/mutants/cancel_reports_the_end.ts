/** Mutant: a cancel looks like the end. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { Canceled } from "../../../lib/mux/errors.ts";
import { changeStreams, writerMutant } from "../writer_row.ts";

export const cancelReportsTheEnd = writerMutant({
  name: "cancel_reports_the_end",
  bug: "says the end of a stream where it was cancelled",
  connect: (options) => {
    const connection = new Connection(options);
    changeStreams(connection, (stream) => {
      const receive = stream.receive.bind(stream);
      Object.defineProperty(stream, "reason", { value: undefined });
      stream.receive = () =>
        receive().catch((error: unknown) => {
          if (error instanceof Canceled) return undefined;
          throw error;
        });
    });
    return connection;
  },
});
