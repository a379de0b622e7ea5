/** Mutant: each instance leaves a descriptor behind. @module */
import { openEventfd } from "../../../ffi/eventfd.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  override [Symbol.dispose](): void {
    if (this.isOpen) openEventfd();
    super[Symbol.dispose]();
  }
}

export const leaksADescriptor = plainMutant({
  name: "leaks_a_descriptor",
  bug: "one descriptor of each instance is never closed",
  open: (input) => new Broken(input),
});
