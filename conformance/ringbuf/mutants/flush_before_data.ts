/** Tells of a flush before the records that are there. @module */
import { WOKEN_BY_FLUSH } from "../../../lib/host/waiter.ts";
import { FLUSHED, type Outcome } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class FlushBeforeData extends PlainReader {
  override wait(timeoutMs: number): Outcome {
    if ((this.waiter.pause(0) & WOKEN_BY_FLUSH) === 0) return super.wait(timeoutMs);
    this.waiter.takeFlush();
    return FLUSHED;
  }
}

export const flushBeforeData: Mutant<RingbufImplementation> = plainMutant({
  name: "flush_before_data",
  bug: "a wait is FLUSHED though records are ready",
  open: (input) => new FlushBeforeData(input),
});
