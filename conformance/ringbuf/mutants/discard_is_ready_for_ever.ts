/** Waits by the positions alone. @module */
import { type Outcome, READY } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import { unsafe, UnsafeReader } from "../../../lib/ringbuf/unsafe.ts";
import type { Mutant } from "../../suite.ts";

class DiscardIsReadyForEver extends UnsafeReader {
  override wait(timeoutMs: number): Outcome {
    if (this.memory.loadProducer() !== this.memory.loadConsumer()) return READY;
    return super.wait(timeoutMs);
  }

  protected override holds(): boolean {
    return this.cursor !== this.memory.loadConsumer();
  }
}

export const discardIsReadyForEver: Mutant<RingbufImplementation> = {
  name: "discard_is_ready_for_ever",
  bug: "a wait is READY while discarded records passed over are not committed",
  implementation: { ...unsafe, open: (input) => new DiscardIsReadyForEver(input) },
};
