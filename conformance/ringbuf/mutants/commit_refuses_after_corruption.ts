/** Lets one corrupt header keep everything. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { unsafe, UnsafeReader } from "../../../lib/ringbuf/unsafe.ts";
import type { Mutant } from "../../suite.ts";

class CommitRefusesAfterCorruption extends UnsafeReader {
  #failed: unknown;

  override next(): Outcome {
    try {
      return super.next();
    } catch (error) {
      this.#failed = error;
      throw error;
    }
  }

  override commit(): void {
    if (this.#failed !== undefined) throw this.#failed;
    super.commit();
  }
}

export const commitRefusesAfterCorruption: Mutant<RingbufImplementation> = {
  name: "commit_refuses_after_corruption",
  bug: "a commit after a corrupt header throws, and keeps what was handed out before",
  implementation: { ...unsafe, open: (input) => new CommitRefusesAfterCorruption(input) },
};
