/** Steps from record to record by multiples of 4. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class RoundsToFour extends PlainReader {
  protected override stride(payloadBytes: number): number {
    return (payloadBytes + 8 + 3) & ~3;
  }
}

export const roundsToFour: Mutant<RingbufImplementation> = plainMutant({
  name: "rounds_to_four",
  bug: "lengths are rounded up to 4, where the kernel rounds to 8",
  open: (input) => new RoundsToFour(input),
});
