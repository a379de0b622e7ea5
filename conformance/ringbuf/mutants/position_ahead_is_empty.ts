/** Takes a consumer ahead of the producer for an empty ring. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class PositionAheadIsEmpty extends PlainReader {
  protected override look(): boolean {
    const isAhead = ((this.memory.loadProducer() - this.at) | 0) < 0;
    return !isAhead && super.look();
  }
}

export const positionAheadIsEmpty: Mutant<RingbufImplementation> = plainMutant({
  name: "position_ahead_is_empty",
  bug: "a consumer position ahead of the producer reads as empty, for ever",
  open: (input) => new PositionAheadIsEmpty(input),
});
