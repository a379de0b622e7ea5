/** Calls a ring ready whose next record is BUSY. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class BusyIsReady extends PlainReader {
  protected override ready(): boolean {
    return this.isOpen && !this.corrupt && (this.at !== this.end || this.look());
  }
}

export const busyIsReady: Mutant<RingbufImplementation> = plainMutant({
  name: "busy_is_ready",
  bug: "a wait looks at the positions alone, and so is READY for a BUSY record",
  open: (input) => new BusyIsReady(input),
});
