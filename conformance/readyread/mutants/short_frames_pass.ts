/** Mutant: it takes a frame that is too short for its type. @module */
import { FramedReader, type FramedReaderOptions } from "../../../lib/readyread/framed_reader.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends FramedReader {
  constructor(options: FramedReaderOptions) {
    super({ ...options, frameBytesMin: 0 });
  }
}

export const shortFramesPass: ReadMutant = toReadMutant({
  name: "short_frames_pass",
  bug: "hands out frames shorter than the least length",
  openFrames: (options) => new Broken(options),
});
