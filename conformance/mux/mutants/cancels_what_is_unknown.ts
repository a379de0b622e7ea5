/** Mutant: the cancel of a stream comes alone. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { changeStreams, writerMutant } from "../writer_row.ts";

export const cancelsWhatIsUnknown = writerMutant({
  name: "cancels_what_is_unknown",
  bug: "tells of the end of streams that were never invoked",
  connect: (options) => {
    const connection = new Connection(options);
    changeStreams(connection, (stream) => {
      stream.markInvoked();
    });
    return connection;
  },
});
