/** Hands out a record that its producer is still writing. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { BUSY_BIT } from "../../../lib/ringbuf/ring_memory.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class HandsOutBusy extends PlainReader {
  protected override atBusy(header: number): Outcome {
    return this.take(header & ~BUSY_BIT);
  }
}

export const handsOutBusy: Mutant<RingbufImplementation> = plainMutant({
  name: "hands_out_busy",
  bug: "the BUSY bit is ignored",
  open: (input) => new HandsOutBusy(input),
});
