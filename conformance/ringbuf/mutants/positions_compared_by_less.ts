/** Takes positions for numbers that only grow. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class PositionsComparedByLess extends PlainReader {
  protected override look(): boolean {
    return (this.at >>> 0) < (this.memory.loadProducer() >>> 0) && super.look();
  }
}

export const positionsComparedByLess: Mutant<RingbufImplementation> = plainMutant({
  name: "positions_compared_by_less",
  bug: "there is data only while the producer position is larger, which past 2^32 it is not",
  open: (input) => new PositionsComparedByLess(input),
});
