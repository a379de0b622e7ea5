/** Mutant: a stop is told as an error. @module */
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  override stop(reason: unknown): void {
    if (!this.isStopped) this.input.onError(reason);
    super.stop(reason);
  }
}

export const stopTellsOfAnError = writerMutant({
  name: "stop_tells_of_an_error",
  bug: "calls onError at a stop",
  open: (input) => new Broken(input, { isBounded: true }),
});
