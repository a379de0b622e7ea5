/** Says DEADLINE without a last look. @module */
import { DEADLINE, type Outcome, READY } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class DeadlineWithoutALook extends PlainReader {
  override wait(timeoutMs: number): Outcome {
    if (this.ready()) return READY;
    const endMs = performance.now() + timeoutMs;
    const outcome = super.wait(timeoutMs);
    return performance.now() >= endMs ? DEADLINE : outcome;
  }
}

export const deadlineWithoutALook: Mutant<RingbufImplementation> = plainMutant({
  name: "deadline_without_a_look",
  bug: "records that woke nobody are not looked for at the deadline",
  open: (input) => new DeadlineWithoutALook(input),
});
