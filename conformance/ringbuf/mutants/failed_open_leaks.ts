/** Mutant: an open that fails leaves what it had opened. @module */
import { closeFd } from "../../../ffi/fd.ts";
import { openEventfd } from "../../../ffi/eventfd.ts";
import type { RingbufInput } from "../../../lib/ringbuf/contract.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  readonly #spare: number;

  constructor(input: RingbufInput, spare: number) {
    super(input); // throws, and nobody closes the spare one
    this.#spare = spare;
  }

  override [Symbol.dispose](): void {
    if (this.isOpen) closeFd(this.#spare);
    super[Symbol.dispose]();
  }
}

export const failedOpenLeaks = plainMutant({
  name: "failed_open_leaks",
  bug: "an open that runs out of descriptors half-way does not close those that it had",
  open: (input) => new Broken(input, openEventfd()),
});
