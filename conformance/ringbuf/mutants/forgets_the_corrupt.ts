/** Goes on after a corrupt header as if nothing had been. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class ForgetsTheCorrupt extends PlainReader {
  protected override step(): Outcome {
    this.corrupt = undefined;
    return super.step();
  }
}

export const forgetsTheCorrupt: Mutant<RingbufImplementation> = plainMutant({
  name: "forgets_the_corrupt",
  bug: "a corrupt header throws once; the next read tries again",
  open: (input) => new ForgetsTheCorrupt(input),
});
