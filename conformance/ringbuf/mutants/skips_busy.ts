/** Steps over a record that its producer is still writing. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { BUSY_BIT, DISCARD_BIT } from "../../../lib/ringbuf/ring_memory.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class SkipsBusy extends PlainReader {
  protected override atBusy(header: number): Outcome {
    return this.take((header & ~BUSY_BIT) | DISCARD_BIT);
  }
}

export const skipsBusy: Mutant<RingbufImplementation> = plainMutant({
  name: "skips_busy",
  bug: "a BUSY record is passed over as if it had been discarded",
  open: (input) => new SkipsBusy(input),
});
