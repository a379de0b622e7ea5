/** Stays awake for a discard that nobody passes over. @module */
import { EMPTY, type Outcome } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { DISCARD_BIT } from "../../../lib/ringbuf/ring_memory.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class WakesForADiscardForever extends PlainReader {
  protected override take(header: number): Outcome {
    return (header & DISCARD_BIT) === 0 ? super.take(header) : EMPTY;
  }
}

export const wakesForADiscardForever: Mutant<RingbufImplementation> = plainMutant({
  name: "wakes_for_a_discard_forever",
  bug: "a discard at the head is never stepped over, and each wait is READY for it",
  open: (input) => new WakesForADiscardForever(input),
});
