/** Mutant: a frame of which a part is there has two buffers. @module */
import { EMPTY, type Outcome } from "../../../lib/outcome.ts";
import { FramedReader, type FramedReaderOptions } from "../../../lib/readyread/framed_reader.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends FramedReader {
  readonly #pool: FramedReaderOptions["source"]["pool"];
  readonly #idle: number;
  #second = -1;

  constructor(options: FramedReaderOptions) {
    super(options);
    this.#pool = options.source.pool;
    this.#idle = this.#pool.outstanding;
  }

  override next(): Outcome {
    this.#pool.release(this.#second);
    this.#second = -1;
    const outcome = super.next();
    const isAmid = outcome === EMPTY && this.#pool.outstanding > this.#idle;
    if (isAmid) this.#second = this.#pool.acquire(1);
    return outcome;
  }
}

export const partialFrameKeepsTwo: ReadMutant = toReadMutant({
  name: "partial_frame_keeps_two",
  bug: "keeps the buffer of the read beside that of the frame",
  openFrames: (options) => new Broken(options),
});
