/** Mutant: a write that is refused goes out. @module */
import type { WriteOwner } from "../../../lib/mux/writer/contract.ts";
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import type { ParkedWrite } from "../../../lib/mux/writer/parked.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  override withdraw(owner: WriteOwner, reason: unknown): number {
    const waiting: ParkedWrite[] = [];
    while (this.parked.first !== undefined) {
      waiting.push(this.parked.first);
      this.parked.shift();
    }
    for (const entry of waiting) {
      const { resolve, reject } = entry;
      const again = this.parked.add({ ...entry, owner: this });
      if (entry.owner === owner) reject(reason);
      void again.then(resolve, reject);
    }
    return waiting.filter((entry) => entry.owner === owner).length;
  }
}

export const withdrawnIsWrittenEvenSo = writerMutant({
  name: "withdrawn_is_written_even_so",
  bug: "refuses what is taken back, and writes it",
  open: (input) => new Broken(input, { isBounded: true }),
});
