/** Mutant: what was read and not yet taken goes with the end of its stream. @module */
import { END, type Outcome } from "../../../lib/outcome.ts";
import { BufferedReader } from "../../../lib/readyread/buffered_reader.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends BufferedReader {
  override next(): Outcome {
    const outcome = super.next();
    if (outcome === END) {
      const { connection } = this;
      this.read(connection, new Uint8Array(this.buffered(connection)));
    }
    return outcome;
  }
}

export const bufferedForgetsAtTheEnd: ReadMutant = toReadMutant({
  name: "buffered_forgets_at_the_end",
  bug: "drops what is not yet read of a stream when it ends",
  openBuffered: (options) => new Broken(options),
});
