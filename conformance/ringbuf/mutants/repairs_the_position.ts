/** Writes to a ring that it cannot read. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class RepairsThePosition extends PlainReader {
  protected override fail(what: string): void {
    this.memory.publish(this.memory.loadProducer());
    super.fail(what);
  }
}

export const repairsThePosition: Mutant<RingbufImplementation> = plainMutant({
  name: "repairs_the_position",
  bug: "positions that do not fit are mended: the consumer is set to the producer",
  open: (input) => new RepairsThePosition(input),
});
