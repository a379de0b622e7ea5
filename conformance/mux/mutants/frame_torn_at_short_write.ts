/** Mutant: a short write passes for a whole one. @module */
import type { NativeMemory } from "../../../ffi/memory.ts";
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  protected override give(memory: NativeMemory, offset: number, sizeBytes: number): number {
    return super.give(memory, offset, sizeBytes) > 0 ? sizeBytes : 0;
  }
}

export const frameTornAtShortWrite = writerMutant({
  name: "frame_torn_at_short_write",
  bug: "drops what a short write left over",
  open: (input) => new Broken(input, { isBounded: true }),
});
