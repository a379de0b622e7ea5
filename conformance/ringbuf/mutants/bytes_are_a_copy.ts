/** Declares zero copy and copies. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { unsafe, UnsafeReader } from "../../../lib/ringbuf/unsafe.ts";
import type { Mutant } from "../../suite.ts";

class BytesAreACopy extends UnsafeReader {
  override get bytes(): Uint8Array {
    return this.memory.data.slice();
  }
}

export const bytesAreACopy: Mutant<RingbufImplementation> = {
  name: "bytes_are_a_copy",
  bug: "what is declared to be the ring in place is a copy of it, and can be written",
  implementation: { ...unsafe, open: (input) => new BytesAreACopy(input) },
};
