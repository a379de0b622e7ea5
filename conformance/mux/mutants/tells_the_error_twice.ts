/** Mutant: onError is called again. @module */
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  protected override fail(error: unknown): void {
    super.fail(error);
    this.input.onError(error);
  }
}

export const tellsTheErrorTwice = writerMutant({
  name: "tells_the_error_twice",
  bug: "calls onError twice",
  open: (input) => new Broken(input, { isBounded: true }),
});
