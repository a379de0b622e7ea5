/** Takes a wake-up without a record for a close. @module */
import { CLOSED, type Outcome, READY } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { DISCARD_BIT } from "../../../lib/ringbuf/ring_memory.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class DiscardClosesTheWait extends PlainReader {
  override wait(timeoutMs: number): Outcome {
    const outcome = super.wait(timeoutMs);
    return outcome === READY && (this.header() & DISCARD_BIT) !== 0 ? CLOSED : outcome;
  }
}

export const discardClosesTheWait: Mutant<RingbufImplementation> = plainMutant({
  name: "discard_closes_the_wait",
  bug: "a wait that a discard wakes says CLOSED",
  open: (input) => new DiscardClosesTheWait(input),
});
