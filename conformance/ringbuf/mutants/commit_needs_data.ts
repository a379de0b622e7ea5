/** Holds what it passed over, and releases payloads only. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { unsafe, UnsafeReader } from "../../../lib/ringbuf/unsafe.ts";
import type { Mutant } from "../../suite.ts";

class CommitNeedsData extends UnsafeReader {
  override commit(): void {
    if (this.ledger.inFlight > 0) super.commit();
  }

  protected override holds(): boolean {
    return this.cursor !== this.memory.loadConsumer();
  }
}

export const commitNeedsData: Mutant<RingbufImplementation> = {
  name: "commit_needs_data",
  bug: "a commit does nothing when only discarded records were read",
  implementation: { ...unsafe, open: (input) => new CommitNeedsData(input) },
};
