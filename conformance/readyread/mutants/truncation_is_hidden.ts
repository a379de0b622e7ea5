/** Mutant: it does not say that a datagram was cut. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  protected override deliver(connection: number, offset: number, length: number): Outcome {
    this.truncated = false;
    return super.deliver(connection, offset, length);
  }
}

export const truncationIsHidden: ReadMutant = toReadMutant({
  name: "truncation_is_hidden",
  bug: "never tells that a datagram was longer than its buffer",
  open: (input) => new Broken(input),
});
