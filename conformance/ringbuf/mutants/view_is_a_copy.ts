/** Hands out an array that can be written, to no effect. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { unsafe, UnsafeReader } from "../../../lib/ringbuf/unsafe.ts";
import type { Mutant } from "../../suite.ts";

class ViewIsACopy extends UnsafeReader {
  override view(): Uint8Array {
    return this.bytes.slice(this.offset, this.offset + this.length);
  }
}

export const viewIsACopy: Mutant<RingbufImplementation> = {
  name: "view_is_a_copy",
  bug: "a view is a copy, so that a write to it is lost in silence",
  implementation: { ...unsafe, open: (input) => new ViewIsACopy(input) },
};
