/** Mutant: the last reason stays. @module */
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  override stop(reason: unknown): void {
    super.stop(reason);
    this.reason = reason;
  }
}

export const laterStopWins = writerMutant({
  name: "later_stop_wins",
  bug: "takes the reason of a later stop",
  open: (input) => new Broken(input, { isBounded: true }),
});
