/** Mutant: a withdrawal changes nothing. @module */
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  override withdraw(): number {
    return 0;
  }
}

export const withdrawForgets = writerMutant({
  name: "withdraw_forgets",
  bug: "leaves waiting what is taken back",
  open: (input) => new Broken(input, { isBounded: true }),
});
