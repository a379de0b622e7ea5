/** Gives back what it has not read. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { unsafe, UnsafeReader } from "../../../lib/ringbuf/unsafe.ts";
import type { Mutant } from "../../suite.ts";

class CommitPublishesProducer extends UnsafeReader {
  override commit(): void {
    this.endViews();
    this.ledger.releaseAll();
    this.memory.publish(this.memory.loadProducer());
  }
}

export const commitPublishesProducer: Mutant<RingbufImplementation> = {
  name: "commit_publishes_producer",
  bug: "a commit publishes the producer position instead of the cursor",
  implementation: { ...unsafe, open: (input) => new CommitPublishesProducer(input) },
};
