/** Mutant: with records in hand its wait never ends. @module */
import { type Outcome, READY } from "../../../lib/outcome.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  override wait(timeoutMs: number): Outcome {
    while (this.holds() && this.isOpen) {
      if (this.ready()) return READY;
      this.sleep(1);
    }
    return super.wait(timeoutMs);
  }
}

export const heldWaitHasNoDeadline = plainMutant({
  name: "held_wait_has_no_deadline",
  bug: "with records in hand the wait polls for ever, whatever its deadline",
  open: (input) => new Broken(input),
});
