/** Mutant: taking a record releases those before it. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  override next(): Outcome {
    this.release();
    return super.next();
  }
}

export const commitsTheBatchEarly = plainMutant({
  name: "commits_the_batch_early",
  bug: "taking the next record releases all records before it, committed or not",
  open: (input) => new Broken(input),
});
