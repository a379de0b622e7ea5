/** Mutant: it waits with a buffer in hand, and loses it when no data comes. @module */
import { type Outcome, READY } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  override wait(timeoutMs: number): Outcome {
    const offset = this.pool.acquire(this.input.bufferBytes);
    const outcome = super.wait(timeoutMs);
    if (outcome === READY) this.pool.release(offset);
    return outcome;
  }
}

export const waitTakesABuffer: ReadMutant = toReadMutant({
  name: "wait_takes_a_buffer",
  bug: "loses the buffer that it waits with unless data comes",
  open: (input) => new Broken(input),
});
