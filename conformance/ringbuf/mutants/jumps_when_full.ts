/** Drops what it has not read once the ring is full. @module */
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class JumpsWhenFull extends PlainReader {
  protected override look(): boolean {
    if (!super.look()) return false;
    const free = this.memory.sizeBytes - ((this.end - this.at) | 0);
    if (free >= this.memory.sizeBytes >> 5) return true;
    this.at = this.end;
    return false;
  }
}

export const jumpsWhenFull: Mutant<RingbufImplementation> = plainMutant({
  name: "jumps_when_full",
  bug: "a reader that finds the ring full goes on at the producer",
  open: (input) => new JumpsWhenFull(input),
});
