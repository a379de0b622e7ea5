/** Mutant: a commit that only looks like one. @module */
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  protected override release(): void {}
}

export const neverReleases = plainMutant({
  name: "never_releases",
  bug: "a commit updates the ledger and never stores the consumer position",
  open: (input) => new Broken(input),
});
