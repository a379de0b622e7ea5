/** Mutant: a frame of no bytes is none. @module */
import { DATA, type Outcome } from "../../../lib/outcome.ts";
import { FramedReader } from "../../../lib/readyread/framed_reader.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends FramedReader {
  override next(): Outcome {
    for (;;) {
      const outcome = super.next();
      if (outcome !== DATA || this.length > 0) return outcome;
    }
  }
}

export const shortFramesAreSkipped: ReadMutant = toReadMutant({
  name: "short_frames_are_skipped",
  bug: "passes over frames of no bytes",
  openFrames: (options) => new Broken(options),
});
