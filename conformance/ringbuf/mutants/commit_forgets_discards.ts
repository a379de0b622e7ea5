/** Gives back to the end of the last payload. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { unsafe, UnsafeReader } from "../../../lib/ringbuf/unsafe.ts";
import type { Mutant } from "../../suite.ts";

class CommitForgetsDiscards extends UnsafeReader {
  #dataEnd = this.cursor;

  override next(): Outcome {
    const outcome = super.next();
    if (outcome === DATA) this.#dataEnd = this.cursor;
    return outcome;
  }

  protected override releaseCursor(): void {
    if (this.#dataEnd !== this.memory.loadConsumer()) this.memory.publish(this.#dataEnd);
  }
}

export const commitForgetsDiscards: Mutant<RingbufImplementation> = {
  name: "commit_forgets_discards",
  bug: "a commit leaves out the discarded records behind the last payload",
  implementation: { ...unsafe, open: (input) => new CommitForgetsDiscards(input) },
};
