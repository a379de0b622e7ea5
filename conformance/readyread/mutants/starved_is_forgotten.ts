/** Mutant: a receive that found no buffer is not posted again. @module */
import { EMPTY, type Outcome } from "../../../lib/outcome.ts";
import { uringBuffers, UringBuffersSource } from "../../../lib/readyread/uring_buffers.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends UringBuffersSource {
  protected override complete(connection: number, index: number): Outcome {
    const outcome = super.complete(connection, index);
    if (outcome === EMPTY) this.receives.lines.remove(connection);
    return outcome;
  }
}

export const starvedIsForgotten: ReadMutant = toReadMutant({
  name: "starved_is_forgotten",
  bug: "forgets a connection for which there was no provided buffer",
  row: uringBuffers,
  open: (input) => new Broken(input),
});
