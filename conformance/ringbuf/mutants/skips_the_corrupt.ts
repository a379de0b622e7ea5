/** Passes over what it cannot read. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class SkipsTheCorrupt extends PlainReader {
  protected override fail(what: string): void {
    this.at = this.end;
    this.memory.publish(this.at);
    super.fail(what);
  }
}

export const skipsTheCorrupt: Mutant<RingbufImplementation> = plainMutant({
  name: "skips_the_corrupt",
  bug: "a corrupt header throws, and the cursor jumps to the producer and is published",
  open: (input) => new SkipsTheCorrupt(input),
});
