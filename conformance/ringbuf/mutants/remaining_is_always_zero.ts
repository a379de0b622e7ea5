/** Never says that anything remains. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class RemainingIsAlwaysZero extends PlainReader {
  protected override take(header: number): Outcome {
    const outcome = super.take(header);
    this.remaining = 0;
    return outcome;
  }
}

export const remainingIsAlwaysZero: Mutant<RingbufImplementation> = plainMutant({
  name: "remaining_is_always_zero",
  bug: "nothing is ever said to remain, so that a batch ends at each record",
  open: (input) => new RemainingIsAlwaysZero(input),
});
