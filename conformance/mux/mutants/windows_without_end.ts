/** Mutant: windows are so wide that they are none. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import { credit } from "../../../lib/mux/writer/credit.ts";
import { writerMutant } from "../writer_row.ts";

export const windowsWithoutEnd = writerMutant({
  name: "windows_without_end",
  bug: "gives credit without end",
  row: credit,
  connect: (options) => new Connection({ ...options, windowBytes: 2 ** 30 }),
});
