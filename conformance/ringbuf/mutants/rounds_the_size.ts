/** Takes the next power of two for a size that is none. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { pageBytes } from "../../../ffi/memory.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

export const roundsTheSize: Mutant<RingbufImplementation> = plainMutant({
  name: "rounds_the_size",
  bug: "a ring size that cannot be is rounded instead of refused",
  open({ ring }) {
    const exponent = Math.floor(Math.log2(Math.max(ring.sizeBytes, pageBytes()))) || 12;
    return new PlainReader({ ring: { ...ring, sizeBytes: 2 ** Math.min(exponent, 30) } });
  },
});
