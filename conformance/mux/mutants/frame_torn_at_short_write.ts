/** Mutant: a short write passes for a whole one. @module */
import type { NativeMemory } from "../../../ffi/memory.ts";
import type { FrameWriter, WriterInput } from "../../../lib/mux/writer/contract.ts";
import type { Bug } from "../../bug.ts";

export const frameTornAtShortWrite: Bug<FrameWriter, WriterInput> = {
  name: "frame_torn_at_short_write",
  bug: "drops what a short write left over",
  input: (given) => ({
    ...given,
    end: {
      write(memory: NativeMemory, offset: number, sizeBytes: number) {
        const count = given.end.write(memory, offset, sizeBytes);
        return count > 0 ? sizeBytes : count;
      },
    },
  }),
};
