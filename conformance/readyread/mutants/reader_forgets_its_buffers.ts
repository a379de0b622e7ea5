/** Mutant: the disposal of its framed reader gives nothing back. @module */
import { FramedReader } from "../../../lib/readyread/framed_reader.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends FramedReader {
  override [Symbol.dispose](): void {}
}

export const readerForgetsItsBuffers: ReadMutant = toReadMutant({
  name: "reader_forgets_its_buffers",
  bug: "leaves the buffer of a part of a frame out when its reader is disposed",
  openFrames: (options) => new Broken(options),
});
