/** Mutant: a deadline in the past hides data that is there. @module */
import { DEADLINE, type Outcome } from "../../../lib/outcome.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  override wait(timeoutMs: number): Outcome {
    return timeoutMs <= 0 && this.isOpen ? DEADLINE : super.wait(timeoutMs);
  }
}

export const deadlineBeforeData = plainMutant({
  name: "deadline_before_data",
  bug: "a wait whose time is over says DEADLINE without a look at the ring",
  open: (input) => new Broken(input),
});
