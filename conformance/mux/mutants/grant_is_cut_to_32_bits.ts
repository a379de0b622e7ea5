/** Mutant: a huge grant is a small one. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { credit } from "../../../lib/mux/writer/credit.ts";
import { changeStreams, writerMutant } from "../writer_row.ts";

export const grantIsCutTo32Bits = writerMutant({
  name: "grant_is_cut_to_32_bits",
  bug: "takes a grant for a number of 32 bits",
  row: credit,
  connect: (options) => {
    const connection = new Connection(options);
    changeStreams(connection, (stream) => {
      const grant = stream.grant.bind(stream);
      stream.grant = (sizeBytes) => grant(sizeBytes | 0);
    });
    return connection;
  },
});
