/** Gives back 8 bytes too few. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { unsafe, UnsafeReader } from "../../../lib/ringbuf/unsafe.ts";
import type { Mutant } from "../../suite.ts";

class CommitForgetsAHeader extends UnsafeReader {
  override commit(): void {
    const position = this.holds() ? (this.cursor - 8) | 0 : this.memory.loadConsumer();
    this.endViews();
    this.ledger.releaseAll();
    this.memory.publish(position);
  }
}

export const commitForgetsAHeader: Mutant<RingbufImplementation> = {
  name: "commit_forgets_a_header",
  bug: "a commit leaves out the header of the last record",
  implementation: { ...unsafe, open: (input) => new CommitForgetsAHeader(input) },
};
