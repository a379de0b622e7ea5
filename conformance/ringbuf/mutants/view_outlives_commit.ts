/** Lets a view show the next record. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { unsafe, UnsafeReader } from "../../../lib/ringbuf/unsafe.ts";
import type { Mutant } from "../../suite.ts";

class ViewOutlivesCommit extends UnsafeReader {
  override commit(): void {
    this.ledger.releaseAll();
    this.releaseCursor();
  }
}

export const viewOutlivesCommit: Mutant<RingbufImplementation> = {
  name: "view_outlives_commit",
  bug: "a commit does not end the views of what it releases",
  implementation: { ...unsafe, open: (input) => new ViewOutlivesCommit(input) },
};
