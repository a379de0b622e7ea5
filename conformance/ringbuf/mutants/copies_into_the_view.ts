/** Takes the memory of a view for its own after an empty read. @module */
import { DATA, EMPTY, type Outcome } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { unsafe, UnsafeReader } from "../../../lib/ringbuf/unsafe.ts";
import type { Mutant } from "../../suite.ts";

class CopiesIntoTheView extends UnsafeReader {
  #last: Uint8Array | undefined;
  #isView = false;

  override next(): Outcome {
    const outcome = super.next();
    if (outcome === EMPTY) this.#isView = false;
    if (outcome !== DATA) return outcome;
    const record = this.bytes.subarray(this.offset, this.offset + this.length);
    if (this.#last && !this.#isView) this.#last.set(record.subarray(0, this.#last.length));
    this.#last = record;
    this.#isView = true;
    return outcome;
  }
}

export const copiesIntoTheView: Mutant<RingbufImplementation> = {
  name: "copies_into_the_view",
  bug: "a read of an empty ring forgets that the last record is the ring, and copies into it",
  implementation: { ...unsafe, open: (input) => new CopiesIntoTheView(input) },
};
