/** Mutant: what it took to look for data it keeps while there is none. @module */
import { DATA, EMPTY, type Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  #probe = -1;

  override next(): Outcome {
    const outcome = super.next();
    if (outcome === EMPTY && this.#probe < 0) {
      this.#probe = this.pool.acquire(this.input.bufferBytes);
    } else if (outcome === DATA && this.#probe >= 0) {
      this.pool.release(this.#probe);
      this.#probe = -1;
    }
    return outcome;
  }
}

export const probeKeepsItsBuffer: ReadMutant = toReadMutant({
  name: "probe_keeps_its_buffer",
  bug: "goes to sleep with the buffer that it had for a read which found nothing",
  open: (input) => new Broken(input),
});
