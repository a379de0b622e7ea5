/** Takes positions for numbers that only grow. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { unsafe, UnsafeReader } from "../../../lib/ringbuf/unsafe.ts";
import type { Mutant } from "../../suite.ts";

class CommitComparesByLess extends UnsafeReader {
  protected override releaseCursor(): void {
    if ((this.memory.loadConsumer() >>> 0) < (this.cursor >>> 0)) super.releaseCursor();
  }
}

export const commitComparesByLess: Mutant<RingbufImplementation> = {
  name: "commit_compares_by_less",
  bug: "a commit publishes only a position that is larger, which past 2^32 it is not",
  implementation: { ...unsafe, open: (input) => new CommitComparesByLess(input) },
};
