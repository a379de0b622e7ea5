/** Mutant: the disposal of its buffered reader gives nothing back. @module */
import { BufferedReader } from "../../../lib/readyread/buffered_reader.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends BufferedReader {
  override [Symbol.dispose](): void {}
}

export const bufferedLosesItsBuffers: ReadMutant = toReadMutant({
  name: "buffered_loses_its_buffers",
  bug: "leaves buffers with unread bytes out when its reader is disposed",
  openBuffered: (options) => new Broken(options),
});
