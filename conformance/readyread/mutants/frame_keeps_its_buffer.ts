/** Mutant: a frame that was released keeps its buffer. @module */
import { FramedReader } from "../../../lib/readyread/framed_reader.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends FramedReader {
  override commit(): void {}
}

export const frameKeepsItsBuffer: ReadMutant = toReadMutant({
  name: "frame_keeps_its_buffer",
  bug: "gives no buffer of a frame back",
  openFrames: (options) => new Broken(options),
});
