/** Mutant: a grant that makes no sense is an error. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { credit } from "../../../lib/mux/writer/credit.ts";
import { changeStreams, writerMutant } from "../writer_row.ts";

export const badGrantEndsIt = writerMutant({
  name: "bad_grant_ends_it",
  bug: "ends the connection at a grant that makes no sense",
  row: credit,
  connect: (options) => {
    const connection = new Connection(options);
    changeStreams(connection, (stream) => {
      const grant = stream.grant.bind(stream);
      stream.grant = (sizeBytes) => {
        if (sizeBytes <= 0) throw new RangeError(`Cannot grant ${sizeBytes} bytes`);
        grant(sizeBytes);
      };
    });
    return connection;
  },
});
