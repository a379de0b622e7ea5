/** Mutant: a datagram of no bytes ends its connection. @module */
import type { Outcome } from "../../../lib/outcome.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  protected override deliver(connection: number, offset: number, length: number): Outcome {
    if (length === 0) return this.finish(connection, 0);
    return super.deliver(connection, offset, length);
  }
}

export const emptyDatagramIsEnd: ReadMutant = toReadMutant({
  name: "empty_datagram_is_end",
  bug: "takes a read of 0 bytes for the end, of a datagram socket too",
  open: (input) => new Broken(input),
});
