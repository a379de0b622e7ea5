/** Mutant: each commit releases the last batch again. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  #batchBytes = 0;

  override next(): Outcome {
    const before = this.at;
    const outcome = super.next();
    if (outcome === DATA) this.#batchBytes = (this.at - before) | 0;
    return outcome;
  }

  override commit(): void {
    if (this.ledger.inFlight > 0) super.commit();
    else this.memory.publish((this.memory.loadConsumer() + this.#batchBytes) | 0);
  }
}

export const commitRepeats = plainMutant({
  name: "commit_repeats",
  bug: "a commit with nothing in hand releases the size of the last record once more",
  open: (input) => new Broken(input),
});
