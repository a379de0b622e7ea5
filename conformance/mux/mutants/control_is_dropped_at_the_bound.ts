/** Mutant: control frames are lost at the mark. @module */
import type { FrameHeader } from "../../../lib/mux/frame.ts";
import type { FrameWriter, WriterTraits } from "../../../lib/mux/writer/contract.ts";
import type { Bug } from "../../bug.ts";

export const controlIsDroppedAtTheBound: Bug<FrameWriter> = {
  name: "control_is_dropped_at_the_bound",
  bug: "drops control frames while a write waits",
  exempt: ({ bound }: WriterTraits) => bound === "none" ? "nothing ever waits in it" : undefined,
  members: (writer) => ({
    writeControl(header: FrameHeader, payload: Uint8Array) {
      if (writer.parkedCount === 0) writer.writeControl(header, payload);
    },
  }),
};
