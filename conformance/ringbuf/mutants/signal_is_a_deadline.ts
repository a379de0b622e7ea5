/** Mutant: any signal ends its wait. @module */
import { DEADLINE, type Outcome } from "../../../lib/outcome.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  #interrupted = false;

  override wait(timeoutMs: number): Outcome {
    this.#interrupted = false;
    const outcome = super.wait(timeoutMs);
    return this.#interrupted ? DEADLINE : outcome;
  }

  protected override ready(): boolean {
    return this.#interrupted || super.ready();
  }

  protected override sleep(leftMs: number): number {
    const startMs = performance.now();
    const woken = super.sleep(leftMs);
    // nothing was seen and time is left: a signal
    if (woken === 0 && performance.now() - startMs < leftMs - 1) this.#interrupted = true;
    return woken;
  }
}

export const signalIsADeadline = plainMutant({
  name: "signal_is_a_deadline",
  bug: "EINTR is taken for the end of the time",
  open: (input) => new Broken(input),
});
