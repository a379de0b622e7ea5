/** Looks for a close only when there is nothing to read. @module */
import { type Outcome, READY } from "../../../lib/outcome.ts";
import type { RingbufImplementation } from "../../../lib/ringbuf/contract.ts";
import type { Mutant } from "../../suite.ts";
import { plainMutant, PlainReader } from "../plain_reader.ts";

class DataBeatsClose extends PlainReader {
  override wait(timeoutMs: number): Outcome {
    return this.ready() ? READY : super.wait(timeoutMs);
  }
}

export const dataBeatsClose: Mutant<RingbufImplementation> = plainMutant({
  name: "data_beats_close",
  bug: "a reader whose producer is always ahead never sees a close",
  open: (input) => new DataBeatsClose(input),
});
