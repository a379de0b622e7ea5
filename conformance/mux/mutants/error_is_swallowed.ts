/** Mutant: a failed write stops it in silence. @module */
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  protected override fail(error: unknown): void {
    this.stop(error);
  }
}

export const errorIsSwallowed = writerMutant({
  name: "error_is_swallowed",
  bug: "stops at a failed write and tells nobody",
  open: (input) => new Broken(input, { isBounded: true }),
});
