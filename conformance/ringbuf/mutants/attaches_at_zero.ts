/** Starts at the ring's first byte, whoever read it before. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class AttachesAtZero extends PlainReader {
  protected override start(): number {
    return 0;
  }
}

export const attachesAtZero: Mutant<RingbufImplementation> = plainMutant({
  name: "attaches_at_zero",
  bug: "a reader starts at position 0, not at the ring's consumer position",
  open: (input) => new AttachesAtZero(input),
});
