/** Mutant: the buffer in which it found the error stays out. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  protected override finish(connection: number, errno: number): Outcome {
    if (errno !== 0) this.pool.acquire(this.input.bufferBytes);
    return super.finish(connection, errno);
  }
}

export const failureKeepsABuffer: ReadMutant = toReadMutant({
  name: "failure_keeps_a_buffer",
  bug: "keeps the buffer of the read that failed",
  open: (input) => new Broken(input),
});
