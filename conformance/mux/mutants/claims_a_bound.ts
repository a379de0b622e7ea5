/** Mutant: the mark is for show. @module */
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

export const claimsABound = writerMutant({
  name: "claims_a_bound",
  bug: "declares a mark and takes whatever comes",
  open: (input) => new DoubleBufferWriter(input, { isBounded: false }),
});
