/** Does not sleep before a BUSY record. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class SpinsAtBusy extends PlainReader {
  protected override sleep(leftMs: number): number {
    return super.sleep(this.at === this.end ? leftMs : 0);
  }
}

export const spinsAtBusy: Mutant<RingbufImplementation> = plainMutant({
  name: "spins_at_busy",
  bug: "a wait before a BUSY record looks again and again without a pause",
  open: (input) => new SpinsAtBusy(input),
});
