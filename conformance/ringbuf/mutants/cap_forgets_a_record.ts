/** Mutant: its refusal at the cap has a side effect. @module */
import { CapReached } from "../../../lib/errors.ts";
import type { Outcome } from "../../../lib/outcome.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

const IN_FLIGHT_MAX = 4;

class Broken extends PlainReader {
  override next(): Outcome {
    if (this.ledger.inFlight < IN_FLIGHT_MAX) return super.next();
    this.step();
    throw new CapReached(`Cannot hand out another record: ${IN_FLIGHT_MAX} are out`);
  }
}

export const capForgetsARecord = plainMutant({
  name: "cap_forgets_a_record",
  bug: "a refusal at the maximum in flight has taken the record that it refuses",
  traits: { maxInFlight: IN_FLIGHT_MAX },
  open: (input) => new Broken(input),
});
