/** Mutant: discarded records are never given back. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  #dataEnd = this.at;

  override next(): Outcome {
    const outcome = super.next();
    if (outcome === DATA) this.#dataEnd = this.at;
    return outcome;
  }

  protected override release(): void {
    this.memory.publish(this.#dataEnd);
  }
}

export const discardsStay = plainMutant({
  name: "discards_stay",
  bug: "releases up to the last record with data, so that discarded ones behind it stay held",
  open: (input) => new Broken(input),
});
