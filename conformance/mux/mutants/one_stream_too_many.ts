/** Mutant: the maximum is one more. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { writerMutant } from "../writer_row.ts";

export const oneStreamTooMany = writerMutant({
  name: "one_stream_too_many",
  bug: "has room for one stream more than its maximum",
  connect: ({ streamsMax = 0, ...options }) => {
    const maximum = streamsMax === 0 ? 0 : streamsMax + 1;
    return new Connection({ ...options, streamsMax: maximum });
  },
});
