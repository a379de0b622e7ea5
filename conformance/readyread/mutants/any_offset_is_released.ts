/** Mutant: its pool takes any place in a buffer for the buffer. @module */
import type { ReadInput } from "../../../lib/readyread/contract.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  constructor(input: ReadInput) {
    super(input);
    const release = this.pool.release.bind(this.pool);
    this.pool.release = (offset) => release(offset - offset % 256);
  }
}

export const anyOffsetIsReleased: ReadMutant = toReadMutant({
  name: "any_offset_is_released",
  bug: "releases the buffer when it is given a place inside of it",
  open: (input) => new Broken(input),
});
