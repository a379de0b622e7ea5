/** Mutant: hands out what its producer threw away. @module */
import { DISCARD_BIT } from "../../../lib/ringbuf/ring_memory.ts";
import type { Outcome } from "../../../lib/outcome.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  protected override take(header: number): Outcome {
    return super.take(header & ~DISCARD_BIT);
  }
}

export const discardsAreData = plainMutant({
  name: "discards_are_data",
  bug: "ignores the discard bit and hands out what was thrown away",
  open: (input) => new Broken(input),
});
