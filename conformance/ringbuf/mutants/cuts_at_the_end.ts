/** Takes the end of the ring for the end of the record. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class CutsAtTheEnd extends PlainReader {
  protected override take(header: number): Outcome {
    const outcome = super.take(header);
    if (outcome === DATA) {
      this.length = Math.min(this.length, Math.max(0, this.memory.sizeBytes - this.offset));
    }
    return outcome;
  }
}

export const cutsAtTheEnd: Mutant<RingbufImplementation> = plainMutant({
  name: "cuts_at_the_end",
  bug: "a record over the end of the ring is cut there",
  open: (input) => new CutsAtTheEnd(input),
});
