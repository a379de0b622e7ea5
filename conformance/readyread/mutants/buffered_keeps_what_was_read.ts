/** Mutant: its buffered reader keeps a buffer that was read to its end. @module */
import {
  BufferedReader,
  type BufferedReaderOptions,
} from "../../../lib/readyread/buffered_reader.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends BufferedReader {
  readonly #pool: BufferedReaderOptions["source"]["pool"];
  #kept = -1;

  constructor(options: BufferedReaderOptions) {
    super(options);
    this.#pool = options.source.pool;
  }

  override read(connection: number, target: Uint8Array): number {
    const count = super.read(connection, target);
    if (count > 0 && this.buffered(connection) === 0 && this.#kept < 0) {
      this.#kept = this.#pool.acquire(1);
    }
    return count;
  }
}

export const bufferedKeepsWhatWasRead: ReadMutant = toReadMutant({
  name: "buffered_keeps_what_was_read",
  bug: "keeps a buffer out once its last byte was read",
  openBuffered: (options) => new Broken(options),
});
