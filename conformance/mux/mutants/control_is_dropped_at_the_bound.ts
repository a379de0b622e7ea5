/** Mutant: control frames are lost at the mark. @module */
import type { FrameHeader } from "../../../lib/mux/frame.ts";
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  override writeControl(header: Readonly<FrameHeader>, payload: Uint8Array): void {
    if (this.parkedCount === 0) super.writeControl(header, payload);
  }
}

export const controlIsDroppedAtTheBound = writerMutant({
  name: "control_is_dropped_at_the_bound",
  bug: "drops control frames while a write waits",
  open: (input) => new Broken(input, { isBounded: true }),
});
