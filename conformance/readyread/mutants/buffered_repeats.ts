/** Mutant: its buffered reader gives the last byte of a read again. @module */
import { BufferedReader } from "../../../lib/readyread/buffered_reader.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends BufferedReader {
  override read(connection: number, target: Uint8Array): number {
    if (target.length < 2) return super.read(connection, target);
    const count = super.read(connection, target.subarray(1));
    target.copyWithin(0, 1, 1 + count);
    if (count > 0) target[count] = target[count - 1]!;
    return count > 0 ? count + 1 : 0;
  }
}

export const bufferedRepeats: ReadMutant = toReadMutant({
  name: "buffered_repeats",
  bug: "gives the last byte of a read of several twice",
  openBuffered: (options) => new Broken(options),
});
