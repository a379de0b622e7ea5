/** Mutant: its buffered reader loses a byte now and then. @module */
import { BufferedReader } from "../../../lib/readyread/buffered_reader.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends BufferedReader {
  #count = 0;

  override read(connection: number, target: Uint8Array): number {
    if (++this.#count % 13 === 0) super.read(connection, new Uint8Array(1));
    return super.read(connection, target);
  }
}

export const bufferedSkipsAByte: ReadMutant = toReadMutant({
  name: "buffered_skips_a_byte",
  bug: "loses a byte between two reads of a buffer",
  openBuffered: (options) => new Broken(options),
});
