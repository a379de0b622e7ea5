/** Mutant: a late write seems taken. @module */
import type { FrameHeader } from "../../../lib/mux/frame.ts";
import type { WriteOwner } from "../../../lib/mux/writer/contract.ts";
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  override write(
    header: Readonly<FrameHeader>,
    payload: Uint8Array,
    payloadOffset: number,
    owner: WriteOwner,
  ): undefined | Promise<void> {
    if (this.isStopped) return undefined;
    return super.write(header, payload, payloadOffset, owner);
  }
}

export const writeAfterStopIsTaken = writerMutant({
  name: "write_after_stop_is_taken",
  bug: "takes a write after its stop, which goes nowhere",
  open: (input) => new Broken(input, { isBounded: true }),
});
