/** Mutant: room wakes nobody. @module */
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  protected override admitParked(): void {}
}

export const forgetsTheParked = writerMutant({
  name: "forgets_the_parked",
  bug: "lets nobody in who waits, room or not",
  open: (input) => new Broken(input, { isBounded: true }),
});
