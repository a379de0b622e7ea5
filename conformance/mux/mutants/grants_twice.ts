/** Mutant: credit is given twice. @module */
import { type FrameHeader, WINDOW_UPDATE } from "../../../lib/mux/frame.ts";
import { credit } from "../../../lib/mux/writer/credit.ts";
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  override writeControl(header: Readonly<FrameHeader>, payload: Uint8Array): void {
    super.writeControl(header, payload);
    if (header.kind === WINDOW_UPDATE) super.writeControl(header, payload);
  }
}

export const grantsTwice = writerMutant({
  name: "grants_twice",
  bug: "sends each grant twice",
  row: credit,
  open: (input) => new Broken(input, { isBounded: true }),
});
