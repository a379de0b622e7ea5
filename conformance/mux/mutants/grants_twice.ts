/** Mutant: credit is given twice. @module */
import { type FrameHeader, WINDOW_UPDATE } from "../../../lib/mux/frame.ts";
import type { FrameWriter } from "../../../lib/mux/writer/contract.ts";
import type { Bug } from "../../bug.ts";

export const grantsTwice: Bug<FrameWriter> = {
  name: "grants_twice",
  bug: "sends each grant twice",
  members: (writer) => ({
    writeControl(header: FrameHeader, payload: Uint8Array) {
      writer.writeControl(header, payload);
      if (header.kind === WINDOW_UPDATE) writer.writeControl(header, payload);
    },
  }),
};
