/** Tells of one flush for ever. @module */
import { FLUSHED, type Outcome } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class FlushStays extends PlainReader {
  protected override takeFlush(): Outcome {
    return FLUSHED;
  }
}

export const flushStays: Mutant<RingbufImplementation> = plainMutant({
  name: "flush_stays",
  bug: "a flush is not taken back, so that every wait after it is FLUSHED",
  open: (input) => new FlushStays(input),
});
