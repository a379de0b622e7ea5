/** Takes any length that a header says. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { HEADER_BYTES, LENGTH_MASK } from "../../../lib/ringbuf/ring_memory.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class TrustsTheLength extends PlainReader {
  protected override take(header: number): Outcome {
    const length = header & LENGTH_MASK;
    if (this.stride(length) <= ((this.end - this.at) | 0)) return super.take(header);
    this.offset = (this.at & this.memory.mask) + HEADER_BYTES;
    this.length = length;
    this.at = this.end;
    return DATA;
  }
}

export const trustsTheLength: Mutant<RingbufImplementation> = plainMutant({
  name: "trusts_the_length",
  bug: "a record that ends past the producer is handed out",
  open: (input) => new TrustsTheLength(input),
});
