/** Mutant: its close takes the memory away under records in hand. @module */
import { plainMutant, PlainReader } from "../plain_reader.ts";

class Broken extends PlainReader {
  override close(): void {
    super.close();
    this.memory[Symbol.dispose]();
  }

  override commit(): void {
    if (this.isOpen) super.commit();
  }
}

export const closeUnmaps = plainMutant({
  name: "close_unmaps",
  bug: "close unmaps the ring while records are in hand: whoever reads them dies of SIGSEGV",
  open: (input) => new Broken(input),
});
