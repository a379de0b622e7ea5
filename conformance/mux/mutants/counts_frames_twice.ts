/** Mutant: the ledger has each frame twice. @module */
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  protected override book(sizeBytes: number): void {
    super.book(sizeBytes);
    super.book(sizeBytes);
  }
}

export const countsFramesTwice = writerMutant({
  name: "counts_frames_twice",
  bug: "books each frame twice",
  open: (input) => new Broken(input, { isBounded: true }),
});
