/** Mutant: a payload is as long as its buffer. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  protected override deliver(connection: number, offset: number, length: number): Outcome {
    return super.deliver(connection, offset, length === 0 ? 0 : this.input.bufferBytes);
  }
}

export const lengthIsTheBuffers: ReadMutant = toReadMutant({
  name: "length_is_the_buffers",
  bug: "hands out all of the buffer, whatever was read",
  open: (input) => new Broken(input),
});
