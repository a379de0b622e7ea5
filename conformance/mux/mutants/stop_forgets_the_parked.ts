/** Mutant: a stop leaves who waits. @module */
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  override stop(reason: unknown): void {
    while (this.parked.first !== undefined) this.parked.shift();
    super.stop(reason);
  }
}

export const stopForgetsTheParked = writerMutant({
  name: "stop_forgets_the_parked",
  bug: "leaves those who wait at a stop waiting for ever",
  open: (input) => new Broken(input, { isBounded: true }),
});
