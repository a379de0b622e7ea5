/** Mutant: its frames begin with their length. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import { FramedReader } from "../../../lib/readyread/framed_reader.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends FramedReader {
  override next(): Outcome {
    const outcome = super.next();
    if (outcome === DATA) {
      this.offset -= 4;
      this.length += 4;
    }
    return outcome;
  }
}

export const frameHasItsHead: ReadMutant = toReadMutant({
  name: "frame_has_its_head",
  bug: "hands a frame out with the length in front of it",
  openFrames: (options) => new Broken(options),
});
