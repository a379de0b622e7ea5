/** Pads what needs no padding. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class StrideTooLongBy8 extends PlainReader {
  protected override stride(payloadBytes: number): number {
    return (payloadBytes + 16) & ~7;
  }
}

export const strideTooLongBy8: Mutant<RingbufImplementation> = plainMutant({
  name: "stride_too_long_by_8",
  bug: "a record whose length is a multiple of 8 is stepped over by 8 bytes too many",
  open: (input) => new StrideTooLongBy8(input),
});
