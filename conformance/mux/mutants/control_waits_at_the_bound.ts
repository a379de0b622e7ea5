/** Mutant: control frames queue up with the rest. @module */
import type { FrameHeader } from "../../../lib/mux/frame.ts";
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  override writeControl(header: Readonly<FrameHeader>, payload: Uint8Array): void {
    if (this.isStopped) return;
    void super.write(header, payload, 0, this)?.catch(() => {});
  }
}

export const controlWaitsAtTheBound = writerMutant({
  name: "control_waits_at_the_bound",
  bug: "has control frames wait at its mark",
  open: (input) => new Broken(input, { isBounded: true }),
});
