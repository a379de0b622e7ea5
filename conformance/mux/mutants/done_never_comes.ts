/** Mutant: done is for ever pending. @module */
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  override get done(): Promise<void> {
    return new Promise(() => {});
  }
}

export const doneNeverComes = writerMutant({
  name: "done_never_comes",
  bug: "never resolves done",
  open: (input) => new Broken(input, { isBounded: true }),
});
