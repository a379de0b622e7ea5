/** Mutant: each instance leaves a descriptor behind. @module */
import { openEventfd } from "../../../ffi/eventfd.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  #leaks = true;

  override [Symbol.dispose](): void {
    if (this.#leaks) openEventfd();
    this.#leaks = false;
    super[Symbol.dispose]();
  }
}

export const leaksADescriptor: ReadMutant = toReadMutant({
  name: "leaks_a_descriptor",
  bug: "one descriptor of each instance is never closed",
  open: (input) => new Broken(input),
});
