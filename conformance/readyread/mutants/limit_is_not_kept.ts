/** Mutant: it takes a frame of any length. @module */
import { FramedReader, type FramedReaderOptions } from "../../../lib/readyread/framed_reader.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends FramedReader {
  constructor({ source, frameBytesMin = 0 }: FramedReaderOptions) {
    super({ source, frameBytesMin, frameBytesMax: 2 ** 32 });
  }
}

export const limitIsNotKept: ReadMutant = toReadMutant({
  name: "limit_is_not_kept",
  bug: "acquires whatever the length says",
  openFrames: (options) => new Broken(options),
});
