/** Mutant: an end that comes before the invocation went out is lost. @module */
import { Connection } from "../../../lib/mux/connection.ts";
import type { FrameHeader } from "../../../lib/mux/frame.ts";
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { changeStreams, writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  isDeaf = false;

  override writeControl(header: Readonly<FrameHeader>, payload: Uint8Array): void {
    if (!this.isDeaf) super.writeControl(header, payload);
  }
}

export const earlyEndIsLost = writerMutant({
  name: "early_end_is_lost",
  bug: "loses the end of sends that came before the invocation went out",
  open: (input) => new Broken(input, { isBounded: true }),
  connect: (options) => {
    const connection = new Connection(options);
    const writer = connection.writer as Broken;
    changeStreams(connection, (stream) => {
      const markInvoked = stream.markInvoked.bind(stream);
      stream.markInvoked = () => {
        writer.isDeaf = true;
        markInvoked();
        writer.isDeaf = false;
      };
    });
    return connection;
  },
});
