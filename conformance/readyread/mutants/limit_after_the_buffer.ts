/** Mutant: it looks at the limit when it has the buffer. @module */
import { ERRNO } from "../../../ffi/errno.ts";
import { BROKEN, type Outcome } from "../../../lib/outcome.ts";
import { FramedReader, type FramedReaderOptions } from "../../../lib/readyread/framed_reader.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends FramedReader {
  readonly #pool: FramedReaderOptions["source"]["pool"];

  constructor(options: FramedReaderOptions) {
    super(options);
    this.#pool = options.source.pool;
  }

  override next(): Outcome {
    const outcome = super.next();
    if (outcome === BROKEN && this.errno === ERRNO.EMSGSIZE) {
      this.#pool.release(this.#pool.acquire(1024 * 1024));
    }
    return outcome;
  }
}

export const limitAfterTheBuffer: ReadMutant = toReadMutant({
  name: "limit_after_the_buffer",
  bug: "acquires the buffer of a frame before it refuses it",
  openFrames: (options) => new Broken(options),
});
