/** Takes the last outcome for all there is to release. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { unsafe, UnsafeReader } from "../../../lib/ringbuf/unsafe.ts";
import type { Mutant } from "../../suite.ts";

class CommitAfterDataOnly extends UnsafeReader {
  #pending = false;

  override next(): Outcome {
    const outcome = super.next();
    this.#pending = outcome === DATA;
    return outcome;
  }

  override commit(): void {
    if (this.#pending) super.commit();
  }
}

export const commitAfterDataOnly: Mutant<RingbufImplementation> = {
  name: "commit_after_data_only",
  bug: "a read that finds nothing makes the commit forget what was handed out before",
  implementation: { ...unsafe, open: (input) => new CommitAfterDataOnly(input) },
};
