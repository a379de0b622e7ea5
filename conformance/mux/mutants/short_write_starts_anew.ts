/** Mutant: a short write is begun again. @module */
import type { NativeMemory } from "../../../ffi/memory.ts";
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  protected override give(memory: NativeMemory, offset: number, sizeBytes: number): number {
    const count = super.give(memory, offset, sizeBytes);
    if (count === sizeBytes || this.isStopped) return count;
    this.isBlocked = true;
    return 0;
  }
}

export const shortWriteStartsAnew = writerMutant({
  name: "short_write_starts_anew",
  bug: "writes all of it again after a short write",
  open: (input) => new Broken(input, { isBounded: true }),
});
