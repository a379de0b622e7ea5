/** Mutant: a withdrawal takes everybody's. @module */
import type { WriteOwner } from "../../../lib/mux/writer/contract.ts";
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  override withdraw(_owner: WriteOwner, reason: unknown): number {
    return this.parked.refuse(reason);
  }
}

export const withdrawTakesAll = writerMutant({
  name: "withdraw_takes_all",
  bug: "takes back the waiting writes of all owners",
  open: (input) => new Broken(input, { isBounded: true }),
});
