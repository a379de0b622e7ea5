/** Mutant: the ledger has the bytes that were to be written. @module */
import type { NativeMemory } from "../../../ffi/memory.ts";
import type { WriterLedger } from "../../../lib/mux/writer/contract.ts";
import { replace } from "../../replace.ts";
import { DoubleBufferWriter } from "../../../lib/mux/writer/double_buffer.ts";
import { writerMutant } from "../writer_row.ts";

class Broken extends DoubleBufferWriter {
  #refusedCount = 0;

  protected override give(memory: NativeMemory, offset: number, sizeBytes: number): number {
    const count = super.give(memory, offset, sizeBytes);
    if (count === 0) this.#refusedCount++;
    return count;
  }

  override get ledger(): WriterLedger {
    const { ledger } = this.#inner();
    return replace(ledger, { calls: ledger.calls - this.#refusedCount });
  }

  #inner(): { readonly ledger: WriterLedger } {
    return { ledger: super.ledger };
  }
}

export const countsWhatItWished = writerMutant({
  name: "counts_what_it_wished",
  bug: "books calls that took nothing as if they had not been",
  open: (input) => new Broken(input, { isBounded: true }),
});
