/** Mutant: the buffer of a frame is the next power of two. @module */
import { FramedReader, type FramedReaderOptions } from "../../../lib/readyread/framed_reader.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends FramedReader {
  constructor(options: FramedReaderOptions) {
    super(options);
    const { pool } = options.source;
    const acquire = pool.acquire.bind(pool);
    pool.acquire = (sizeBytes) => acquire(2 ** Math.ceil(Math.log2(sizeBytes)));
  }
}

export const frameGrowsByDoubling: ReadMutant = toReadMutant({
  name: "frame_grows_by_doubling",
  bug: "takes the next power of two for a frame",
  openFrames: (options) => new Broken(options),
});
