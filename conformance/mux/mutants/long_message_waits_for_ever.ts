/** Mutant: a message must fit its window. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { credit } from "../../../lib/mux/writer/credit.ts";
import { changeStreams, writerMutant } from "../writer_row.ts";

export const longMessageWaitsForEver = writerMutant({
  name: "long_message_waits_for_ever",
  bug: "waits for more credit than a window ever has",
  row: credit,
  connect: (options) => {
    const connection = new Connection(options);
    const { windowBytes = 0 } = options;
    changeStreams(connection, (stream) => {
      const send = stream.send.bind(stream);
      stream.send = (payload, offset, length) =>
        payload.length > windowBytes ? new Promise(() => {}) : send(payload, offset, length);
    });
    return connection;
  },
});
