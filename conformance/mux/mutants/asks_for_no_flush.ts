/** Mutant: waits to be asked. @module */
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  protected override askForFlush(): void {}
}

export const asksForNoFlush = writerMutant({
  name: "asks_for_no_flush",
  bug: "asks nobody to flush what it gathered",
  open: (input) => new Broken(input, { isBounded: true }),
});
