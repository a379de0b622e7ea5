/** Mutant: the mark counts from the last flush. @module */
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  #takenBytes = 0;

  protected override admits(): boolean {
    return this.#takenBytes < this.input.markBytes;
  }

  protected override book(sizeBytes: number): void {
    this.#takenBytes += sizeBytes;
    super.book(sizeBytes);
  }

  protected override push(): void {
    this.#takenBytes = 0;
    super.push();
  }
}

export const boundOpensAtEachFlush = writerMutant({
  name: "bound_opens_at_each_flush",
  bug: "counts towards its mark only what came since the last flush",
  open: (input) => new Broken(input, { isBounded: true }),
});
