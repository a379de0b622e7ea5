/** Mutant: each signal gives its wait the full time again. @module */
import { CLOSED, DEADLINE, type Outcome, READY } from "../../../lib/outcome.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  override wait(timeoutMs: number): Outcome {
    for (;;) {
      if (!this.isOpen) return CLOSED;
      if (this.ready()) return READY;
      const startMs = performance.now();
      const woken = this.sleep(timeoutMs);
      if (woken === 0 && performance.now() - startMs >= timeoutMs) return DEADLINE;
    }
  }
}

export const deadlineRestartsAtSignal = plainMutant({
  name: "deadline_restarts_at_signal",
  bug: "a wait that a signal interrupts starts again with its whole time",
  open: (input) => new Broken(input),
});
