/** Mutant: a close forgets the socket. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { writerMutant } from "../writer_row.ts";

export const socketStaysOpen = writerMutant({
  name: "socket_stays_open",
  bug: "leaves its socket open",
  connect: (options) => {
    options.transport[Symbol.dispose] = () => {};
    return new Connection(options);
  },
});
