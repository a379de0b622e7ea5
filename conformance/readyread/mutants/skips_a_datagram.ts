/** Mutant: it loses a payload now and then. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  #count = 0;

  override next(): Outcome {
    if (++this.#count % 9 === 0) super.next();
    return super.next();
  }
}

export const skipsADatagram: ReadMutant = toReadMutant({
  name: "skips_a_datagram",
  bug: "drops every ninth payload",
  open: (input) => new Broken(input),
});
