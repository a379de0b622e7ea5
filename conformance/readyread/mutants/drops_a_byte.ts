/** Mutant: a read that fills its buffer loses its last byte. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  protected override deliver(connection: number, offset: number, length: number): Outcome {
    const isFull = length === this.input.bufferBytes;
    return super.deliver(connection, offset, isFull ? length - 1 : length);
  }
}

export const dropsAByte: ReadMutant = toReadMutant({
  name: "drops_a_byte",
  bug: "hands out a full buffer without its last byte",
  open: (input) => new Broken(input),
});
