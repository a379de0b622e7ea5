/** Loses a flush that comes while records are there. @module */
import { type Outcome, READY } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class FlushIsLost extends PlainReader {
  override wait(timeoutMs: number): Outcome {
    const outcome = super.wait(timeoutMs);
    if (outcome === READY) this.waiter.takeFlush();
    return outcome;
  }
}

export const flushIsLost: Mutant<RingbufImplementation> = plainMutant({
  name: "flush_is_lost",
  bug: "a flush is taken back unseen by a wait that finds data",
  open: (input) => new FlushIsLost(input),
});
