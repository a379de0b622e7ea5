/** Counts the record in hand among those that remain. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class RemainingCountsItself extends PlainReader {
  protected override take(header: number): Outcome {
    const outcome = super.take(header);
    this.remaining += this.stride(this.length);
    return outcome;
  }
}

export const remainingCountsItself: Mutant<RingbufImplementation> = plainMutant({
  name: "remaining_counts_itself",
  bug: "the record just handed out is counted as remaining",
  open: (input) => new RemainingCountsItself(input),
});
